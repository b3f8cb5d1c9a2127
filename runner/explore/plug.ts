/** The ways to pull the plug, as a menu: what is struck, and what survives it. */
import type { Fate, Pull } from '../../core/drill/explore/branch.ts'
import type { LookWrite } from '../../core/drill/explore/look.ts'
import type { ExplorerState } from './state.ts'

export interface PlugChoice {
  /** As a command calls it: `pull power-cut floors`. */
  readonly name: string
  readonly title: string
  readonly words: string
  /** What it asks the engine, or the list in which a person goes on choosing. */
  readonly leads: ((seq: number, fates: readonly Fate[]) => Pull) | 'points' | 'fates'
  /** Why it cannot be done here; null: it can. */
  readonly refusal: (state: ExplorerState) => string | null
}

const always = (): null => null
const whereReplicated = ({ look, opened }: ExplorerState): string | null =>
  look?.replica || opened.picture.lanes.some(({ kind }) => kind === 'replica') ? null : 'the run is not replicated'

export const PLUG_CHOICES: readonly PlugChoice[] = [
  {
    name: 'process-crash', title: 'process crash', words: 'the process dies; the operating system and the disks live on',
    leads: (seq, fates) => ({ how: 'process-crash', seq, survivors: 'page-cache', fates }), refusal: always,
  },
  {
    name: 'os-crash', title: 'operating system crash', words: 'its memory is gone; what the disks were given survives',
    leads: (seq, fates) => ({ how: 'os-crash', seq, survivors: 'newest', fates }), refusal: always,
  },
  {
    name: 'power-cut floors', title: 'power cut, the worst', words: 'only what was made durable survives',
    leads: (seq, fates) => ({ how: 'power-cut', seq, survivors: 'floors', fates }), refusal: always,
  },
  {
    name: 'power-cut completed', title: 'power cut, completed survive', words: 'every write that had completed survives',
    leads: (seq, fates) => ({ how: 'power-cut', seq, survivors: 'completed', fates }), refusal: always,
  },
  {
    name: 'power-cut newest', title: 'power cut, all survive', words: 'every write that had been submitted survives',
    leads: (seq, fates) => ({ how: 'power-cut', seq, survivors: 'newest', fates }), refusal: always,
  },
  {
    name: 'power-cut fates', title: 'power cut, write by write …', words: 'you choose what survives, is lost, or is torn',
    leads: 'fates', refusal: (state) => (pendingWrites(state).length > 0 ? null : 'no write is pending at this instant'),
  },
  {
    name: 'region-loss latest', title: 'region lost, latest', words: 'fail over to all that was received by then',
    leads: (seq) => ({ how: 'region-loss', seq, choice: 'latest' }), refusal: whereReplicated,
  },
  {
    name: 'region-loss latest-processed', title: 'region lost, latest processed', words: 'to the newest point that was already made',
    leads: (seq) => ({ how: 'region-loss', seq, choice: 'latest-processed' }), refusal: whereReplicated,
  },
  {
    name: 'region-loss latest-app-consistent', title: 'region lost, latest app-consistent', words: 'to the newest point made at rest',
    leads: (seq) => ({ how: 'region-loss', seq, choice: 'latest-app-consistent' }), refusal: whereReplicated,
  },
  {
    name: 'recovery-point', title: 'boot a recovery point …', words: 'you choose which',
    leads: 'points', refusal: (state) => (choosablePoints(state).length > 0 ? null : 'there is no recovery point at this instant'),
  },
]

/** Points that could be booted at the cursor. */
export const choosablePoints = ({ look }: ExplorerState) => (look?.points ?? []).filter(({ state }) => state === 'available')

/** Writes that a power cut at the cursor could still lose. */
export const pendingWrites = ({ look, cursor }: ExplorerState): readonly LookWrite[] =>
  look?.seq === cursor.seq ? look.writes.filter(({ kind, state }) => kind !== 'flush' && (state === 'volatile' || state === 'in-flight')) : []

export const fatesOf = ({ fates, cursor }: ExplorerState): readonly Fate[] => (fates?.seq === cursor.seq ? fates.fates : [])

export const fateOf = (state: ExplorerState, seq: number): Fate['fate'] | null => fatesOf(state).find((fate) => fate.seq === seq)?.fate ?? null

const NEXT_FATE: Readonly<Record<Fate['fate'] | 'undecided', Fate['fate'] | 'undecided'>> = {
  undecided: 'survives', survives: 'torn', torn: 'lost', lost: 'undecided',
}

/** Undecided is lost: the cut begins with the floors. */
export function withNextFate(state: ExplorerState, seq: number): ExplorerState {
  const next = NEXT_FATE[fateOf(state, seq) ?? 'undecided']
  const others = fatesOf(state).filter((fate) => fate.seq !== seq)
  return { ...state, fates: { seq: state.cursor.seq, fates: next === 'undecided' ? others : [...others, { seq, fate: next }] } }
}
