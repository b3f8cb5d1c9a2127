/** The last steps before a cut, in lines for a person. */
import { isCompletion, timeOf } from '../block/write-log.ts'
import type { LogEntry, LogMark, LogStep } from '../block/write-log.ts'
import type { CrashSpec, Picks, RecoveryCrash } from '../crash/crash-spec.ts'
import { CRASH_WORDS } from './crash-words.ts'
import type { Evidence } from './source-run.ts'
import { shortText } from './text.ts'

const LINES = 12
const TIME_WIDTH = 10

export interface TimelineCut {
  readonly crash: CrashSpec
  /** Last position inside the cut; null: the end of the run. */
  readonly cutSeq: number | null
  readonly kind: string
  /** What was seen after recovery. */
  readonly outcome: string
  /** Operations that the verdict names: always shown. */
  readonly operations: readonly number[]
}

export function timeline(evidence: Evidence, cut: TimelineCut): string[] {
  const { log } = evidence.run.site
  // A cut of a longer run than this one (a disaster's, after shrinking) is told by the end of this one.
  const end = Math.min(cut.cutSeq ?? Infinity, log.end - 1)
  const lines: string[] = []
  for (let seq = end; seq >= log.base && lines.length < LINES; seq--) {
    const step = log.step(seq)
    const named = step.kind !== 'reset' && 'operation' in step && step.operation !== null && cut.operations.includes(step.operation)
    if (end - seq > LINES && !(named && isMilestone(step, seq))) continue
    const line = describe(evidence, step, seq)
    if (line) lines.unshift(line)
  }
  const now = timeOf(log.step(end), end)
  return [...lines, `${time(now)}  ${crashLine(cut)}`, ...secondLine(cut.crash.then), `${' '.repeat(TIME_WIDTH)}  ${cut.outcome}`]
}

/** What is worth showing of an operation from long ago. */
function isMilestone(step: LogStep, seq: number): boolean {
  if (step.kind === 'mark') return step.mark === 'submitted' || step.mark === 'answered'
  return step.kind !== 'reset' && isCompletion(step, seq)
}

function describe(evidence: Evidence, step: LogStep, seq: number): string | null {
  if (step.kind === 'mark') return describeMark(evidence, step)
  if (step.kind === 'reset') return null
  return `${time(timeOf(step, seq))}  ${describeEntry(evidence, step, seq)}`
}

const MARK_WORDS: Readonly<Partial<Record<LogMark['mark'], string>>> = {
  'span-begin': 'begins',
  'span-end': 'ends',
  frozen: 'frozen',
  thawed: 'thawed',
  boot: 'boots',
  tag: 'tagged',
  cached: 'in memory',
}

function describeMark(evidence: Evidence, mark: LogMark): string | null {
  if (mark.mark === 'submitted' || mark.mark === 'answered') {
    const record = evidence.run.site.history.find((operation) => operation.id === mark.operation)
    const word = mark.mark === 'submitted' ? 'asks' : mark.name === 'ok' ? 'acknowledged' : `answered: ${mark.name}`
    const value = mark.mark === 'submitted' ? `  ${shortText(record?.value)}` : ''
    return `${time(mark.atUs)}  client ${record?.client ?? '?'}  operation ${mark.operation} ${word}${value}`
  }
  const word = MARK_WORDS[mark.mark]
  return word ? `${time(mark.atUs)}  ${mark.machine ?? ''}  ${mark.name} ${word}` : null
}

function describeEntry(evidence: Evidence, entry: LogEntry, seq: number): string {
  const disk = evidence.run.site.diskIds[entry.disk]!
  const state = isCompletion(entry, seq) ? (entry.failed ? 'FAILED' : 'completed') : 'submitted'
  if (entry.kind === 'flush') return `${disk}  flush "${entry.label}" ${state}`
  const range = entry.sectors === 1 ? `sector ${entry.lba}` : `sectors ${entry.lba}-${entry.lba + entry.sectors - 1}`
  return `${disk}  W${entry.submitSeq} ${entry.kind} "${entry.label}" ${range}${entry.fua ? ' FUA' : ''} ${state}`
}

function crashLine({ crash, kind }: TimelineCut): string {
  if (crash.kind === 'recovery-point') return `FAILOVER to ${crash.point}`
  if (crash.kind === 'disaster' && crash.failback) return `DISASTER, FAILOVER, life, then FAILBACK (${crash.failback})`
  if (crash.kind === 'disaster') return `DISASTER, FAILOVER to ${kind}`
  if (crash.kind === 'run') return 'NO CRASH'
  if (crash.kind === 'clean-shutdown') return CRASH_WORDS[crash.kind]
  return `${CRASH_WORDS[crash.kind]}: ${describePicks(crash.picks)}`
}

const PICK_WORDS = {
  floors: 'only what was flushed survives',
  completed: 'every completed write survives',
  newest: 'every submitted write survives',
  'page-cache': 'everything that the operating system held survives',
} as const

function describePicks(picks: Picks): string {
  if (picks.pick !== 'listed') return PICK_WORDS[picks.pick]
  if (picks.writes.length === 0) return PICK_WORDS.floors
  const listed = picks.writes.map(({ write, sectors }) => {
    const part = sectors ? ` (sectors ${sectors.join(',')} of it)` : ''
    return `"${write.label}"${part}`
  })
  const shown = listed.slice(0, 3).join(', ')
  return `of the unflushed writes, ${shown}${listed.length > 3 ? ` and ${listed.length - 3} more` : ''} survive`
}

function secondLine(then: RecoveryCrash | undefined): string[] {
  if (!then) return []
  const where = then.during === 'recovery' ? 'during recovery' : 'after more operations on the recovered side'
  const what = describePicks(then.picks)
  return [`${' '.repeat(TIME_WIDTH)}  SECOND POWER CUT ${where}: ${what}`]
}

const time = (atUs: number): string => milliseconds(atUs).padStart(TIME_WIDTH)

/** Virtual time, with its unit. */
export function milliseconds(atUs: number): string {
  return `${Math.floor(atUs / 1000)}.${String(atUs % 1000).padStart(3, '0')}ms`
}
