/** A pull in a person's words. */
import type { DurabilityCursor } from '../../block/durability.ts'
import { isCompletion } from '../../block/write-log.ts'
import type { CrashSpec } from '../../crash/crash-spec.ts'
import { allPending, fromPicks } from '../../crash/picks.ts'
import { fateOf, survivorsOf } from '../survivors.ts'
import { milliseconds } from '../timeline.ts'
import type { Pull } from './branch.ts'
import { timeAt } from './look-replica.ts'
import type { RunView } from './run-view.ts'

const HOW_WORDS: Readonly<Record<Pull['how'], string>> = {
  'process-crash': 'process crash',
  'os-crash': 'operating system crash',
  'power-cut': 'power cut',
  'region-loss': 'region loss',
  'recovery-point': 'failover',
}

/** `power cut after db/wal write W41 completed · W38 and W40 lost, W41 torn` */
export function titleOf(view: RunView, pull: Pull, crash: CrashSpec, beyond: string | null = null): string {
  const further = beyond === null ? '' : ` · ${beyond}`
  const what = HOW_WORDS[pull.how]
  if (pull.how === 'recovery-point') return `${what} to ${pull.point}${further}`
  if (pull.how === 'region-loss') {
    const choice = typeof pull.choice === 'string' ? pull.choice : pull.choice.custom
    return `${what} at ${milliseconds(timeAt(view, pull.seq))} · failover to ${choice}${further}`
  }
  const { base, end } = view.evidence.run.site.log
  if (!(pull.seq >= base && pull.seq < end)) return what
  const left = 'picks' in crash ? leftBy(view, pull.seq, crash) : ''
  return `${what} after ${stepWords(view, pull.seq)}${left}${further}`
}

function stepWords({ evidence }: RunView, seq: number): string {
  const { log, diskIds } = evidence.run.site
  const step = log.step(seq)
  if (step.kind === 'reset') return `the reset of ${diskIds[step.disk]}`
  if (step.kind !== 'mark') return `${diskIds[step.disk]} ${step.kind} W${step.submitSeq} ${isCompletion(step, seq) ? 'completed' : 'submitted'}`
  if (step.operation !== null && (step.mark === 'submitted' || step.mark === 'answered'))
    return `operation ${step.operation} was ${step.mark === 'submitted' ? 'asked for' : step.name === 'ok' ? 'acknowledged' : `answered: ${step.name}`}`
  return `${[step.machine, step.name].filter((word) => word !== null).join(' ')} ${step.mark}`
}

type Picked = Extract<CrashSpec, { readonly picks: unknown }>

function leftBy({ evidence, shelf }: RunView, seq: number, crash: Picked): string {
  const cursor = shelf.forkAt(seq)
  const names = namesByFate(cursor, crash, evidence.anchors)
  cursor.release()
  const words = (Object.keys(FATE_WORDS) as (keyof typeof FATE_WORDS)[]).filter((fate) => names[fate].length > 0).map((fate) => namedOrCounted(names[fate], FATE_WORDS[fate]))
  return words.length > 0 ? ` · ${words.join(', ')}` : ''
}

/** What nobody would expect: whatever had completed is there, what was in flight is not. */
const FATE_WORDS = { lost: 'lost', torn: 'torn', early: 'already there' } as const

/** More names than these say less than their number. */
const MOST_NAMES = 3

/** `W36 lost`, `4 writes lost`: two crashes at one instant are told from each other by what they took. */
const namedOrCounted = (names: readonly string[], words: string): string => `${names.length <= MOST_NAMES ? names.join(' and ') : `${names.length} writes`} ${words}`

function namesByFate(cursor: DurabilityCursor, { picks }: Picked, anchors: RunView['evidence']['anchors']): Readonly<Record<keyof typeof FATE_WORDS, readonly string[]>> {
  const choice = fromPicks(picks, cursor, anchors)
  const names: Record<keyof typeof FATE_WORDS, string[]> = { lost: [], torn: [], early: [] }
  if (choice === null) return names
  const survivors = survivorsOf(cursor, choice)
  allPending(cursor).forEach((pending, index) => {
    const fate = fateOf(pending, survivors[index]!, cursor.seq)
    const name = `W${pending.entry.submitSeq}`
    if (fate === 'lost' || fate === 'torn') names[fate].push(name)
    else if (fate === 'survived' && !pending.completedAt(cursor.seq)) names.early.push(name)
  })
  return names
}
