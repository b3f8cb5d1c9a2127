/** A failure as a person reads it: at most 25 lines, the command that shows it again last. */
import type { Colors } from 'picocolors/types.js'
import type { CollapsedFailure } from './tally.ts'
import { clip, counted, plain } from './format.ts'

const COLUMNS = 100
const LINES = 25
/** What stands around the timeline: header, meaning, message, where, shrunk, replay. */
const OTHER_LINES = 8
const MESSAGE_LINES = 3

/** Lines of one failure, without a line break. */
export function failureBlock(scenario: string, { first, seeds }: CollapsedFailure, colors: Colors): readonly string[] {
  const title = `${plain(scenario)} › ${first.verdict}`
  return [
    `${colors.red(colors.bold('FAIL'))} ${colors.bold(title)}  ${colors.dim(`fingerprint ${first.fingerprint}`)}`,
    `  ${first.meaning}`,
    ...wrapped(plain(first.message)).map((line) => `  ${colors.bold(line)}`),
    colors.dim(`  phase ${first.phase} · ${counted(first.states, 'crash state')} of seed ${plain(seeds[0]!)}`),
    colors.dim(`  ${sizeOf(first.shrunk)}`),
    ...shortened(first.timeline).map((line) => `    ${clip(plain(line), COLUMNS)}`),
    `  ${colors.cyan('replay')}  ${first.replay}`,
  ]
}

function sizeOf({ fromOperations, toOperations, attempts }: CollapsedFailure['first']['shrunk']): string {
  const operations = counted(toOperations, 'operation')
  if (attempts === 0) return `as found: ${operations}, not shrunk`
  return `minimal: ${operations} (from ${fromOperations}; ${counted(attempts, 're-run')})`
}

/** A failure in one line, for one that is told beside a simpler one of the same verdict. */
export function failureLine({ first, seeds }: CollapsedFailure, colors: Colors): string {
  const { crash, verdict, fingerprint, states } = first
  const back = crash.kind === 'disaster' && crash.failback ? ', then failback' : ''
  const second = crash.then ? `, then a power cut ${SECOND_CRASH[crash.then.during]}` : back
  const where = `after ${CRASHES[crash.kind]}${second}`
  const facts = `${counted(states, 'crash state')} of seed ${plain(seeds[0]!)} · its token is in the JSON report`
  return `  also ${verdict} ${where}  ${colors.dim(`fingerprint ${fingerprint} · ${facts}`)}`
}

const CRASHES = {
  'power-cut': 'a power cut',
  'os-reset': 'an operating-system reset',
  'process-kill': 'a process kill',
  'recovery-point': 'failover to a recovery point',
  disaster: 'a disaster',
  'clean-shutdown': 'a clean shutdown',
  run: 'no crash at all',
} as const

const SECOND_CRASH = { recovery: 'during recovery', life: 'in the life after it' } as const

/** Breaks at blanks where there are some. */
function wrapped(message: string): readonly string[] {
  const lines = message.match(new RegExp(`.{1,${COLUMNS - 2}}(?:\\s+|$)|.{${COLUMNS - 2}}`, 'gu')) ?? ['']
  if (lines.length <= MESSAGE_LINES) return lines.map((line) => line.trimEnd())
  const rest = lines.slice(MESSAGE_LINES - 1).join('')
  return [...lines.slice(0, MESSAGE_LINES - 1).map((line) => line.trimEnd()), clip(rest, COLUMNS - 2)]
}

/** Keeps the beginning and, above all, the end, where the crash is. */
function shortened(timeline: readonly string[]): readonly string[] {
  const room = LINES - OTHER_LINES
  if (timeline.length <= room) return timeline
  const head = Math.floor(room / 3)
  const tail = room - head - 1
  const left = timeline.length - head - tail
  return [...timeline.slice(0, head), `… ${counted(left, 'line')} left out …`, ...timeline.slice(-tail)]
}
