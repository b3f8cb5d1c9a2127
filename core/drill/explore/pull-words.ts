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

/** `power cut after db/wal write W41 completed · 2 writes lost, 1 torn` */
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

function leftBy({ evidence, shelf }: RunView, seq: number, crash: Extract<CrashSpec, { readonly picks: unknown }>): string {
  const cursor = shelf.forkAt(seq)
  const counts = countFates(cursor, crash, evidence.anchors)
  cursor.release()
  const words = [
    ...(counts.lost > 0 ? [`${counts.lost} ${counts.lost === 1 ? 'write' : 'writes'} lost`] : []),
    ...(counts.torn > 0 ? [`${counts.torn} torn`] : []),
  ]
  return words.length > 0 ? ` · ${words.join(', ')}` : ''
}

function countFates(cursor: DurabilityCursor, { picks }: Extract<CrashSpec, { readonly picks: unknown }>, anchors: RunView['evidence']['anchors']): { lost: number; torn: number } {
  const choice = fromPicks(picks, cursor, anchors)
  const counts = { lost: 0, torn: 0 }
  if (choice === null) return counts
  const survivors = survivorsOf(cursor, choice)
  allPending(cursor).forEach((pending, index) => {
    const fate = fateOf(pending, survivors[index]!, cursor.seq)
    if (fate === 'lost' || fate === 'torn') counts[fate]++
  })
  return counts
}
