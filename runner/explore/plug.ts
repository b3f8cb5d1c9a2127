/** The ways to pull the plug, as a menu: what is struck, and what survives it. */
import type { Fate, Pull, SweptInstant } from '../../core/drill/explore/branch.ts'
import type { LookWrite } from '../../core/drill/explore/look.ts'
import type { ExplorerState } from './state.ts'
import { isFailing } from './verdict-words.ts'

export interface PlugChoice {
  /** As a command calls it: `pull power-cut floors`. */
  readonly name: string
  readonly title: string
  readonly words: string
  /** What it asks the engine, or the list in which a person goes on choosing. */
  readonly leads: ((seq: number, fates: readonly Fate[], state: ExplorerState) => Pull) | 'points' | 'fates'
  /** Why it cannot be done here; null: it can. */
  readonly refusal: (state: ExplorerState) => string | null
}

const always = (): null => null
const SWEPT = 'swept'
const whereReplicated = ({ look, opened }: ExplorerState): string | null =>
  look?.replica || opened.picture.lanes.some(({ kind }) => kind === 'replica') ? null : 'the run is not replicated'

/** What the sweep found at the cursor; undefined: there was none, or not here. */
const sweptHere = ({ sweep, cursor }: ExplorerState): SweptInstant | undefined => sweep?.instants.find(({ seq }) => seq === cursor.seq)

export function notSwept(state: ExplorerState): string | null {
  if (!state.sweep) return 'no sweep yet: S tries a crash at every instant'
  const instant = sweptHere(state)
  if (!instant) return 'the sweep tried no crash at this instant'
  if (!isFailing(instant.worst)) return 'every crash that the sweep tried here recovers'
  return instant.pull ? null : 'what fails here is a second crash, or a device that spoils what it writes: no pull shows it'
}

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
    name: 'power-cut floors', title: 'power cut, least survives', words: 'only what was made durable survives',
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
  {
    name: SWEPT, title: 'as the sweep did', words: 'the crash that failed here when every instant was tried',
    leads: (_seq, _fates, state) => sweptHere(state)!.pull!, refusal: notSwept,
  },
]

/** Whoever comes from the sweep wants to see what it saw. */
export const firstChoice = (state: ExplorerState): number => (notSwept(state) === null ? PLUG_CHOICES.findIndex(({ name }) => name === SWEPT) : 0)

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
