/** A failure as a person reads it: at most 25 lines, the commands that show it again and walk through it, and where it was saved, last. */
import type { Colors } from 'picocolors/types.js'
import type { CollapsedFailure } from './tally.ts'
import { causeLines, sizeLine, wrapped } from './cause-lines.ts'
import { cut } from './columns.ts'
import { crashText } from './crash-text.ts'
import { counted, plain } from './format.ts'
import { SEEDDRILL, shellArgument } from './shell.ts'

const COLUMNS = 100
const LINES = 25
const MESSAGE_LINES = 3
/** A crash is not understood by less of what led to it. */
const FEWEST_STEPS = 4

/**
 * Lines of one failure, without a line break.
 * @param beside lines of others that stand under it, within the same 25. Default 0
 */
export function failureBlock(scenario: string, { first, seeds }: CollapsedFailure, colors: Colors, beside = 0): readonly string[] {
  const title = `${plain(scenario)} › ${first.verdict}`
  const head = [
    `${colors.red(colors.bold('FAIL'))} ${colors.bold(title)}  ${colors.dim(`fingerprint ${first.fingerprint}`)}`,
    `  ${first.meaning}`,
    ...wrapped(plain(first.message), COLUMNS - 2, MESSAGE_LINES).map((line) => `  ${colors.bold(line)}`),
    colors.dim(`  phase ${first.phase} · ${counted(first.states, 'crash state')} of seed ${plain(seeds[0]!)}`),
    ...wrapped(sizeLine(first.shrunk), COLUMNS - 2, 2).map((line) => colors.dim(`  ${line}`)),
    ...causeLines(first.cause).map((line) => `  ${line}`),
  ]
  const foot = first.saved
    ? [
        `  ${colors.cyan('replay')}  ${first.saved.replay}`,
        `  explore ${SEEDDRILL} explore ${shellArgument(first.saved.id)}`,
        `  saved   ${first.saved.file}  ${colors.dim('(with its token)')}`,
      ]
    : [`  ${colors.cyan('replay')}  ${first.replay}`]
  const room = Math.max(FEWEST_STEPS, LINES - head.length - foot.length - beside)
  return [
    ...head,
    ...shortened(first.timeline, room).map((line) => `    ${cut(plain(line), COLUMNS - 4)}`),
    ...foot,
  ]
}

/** A failure in one line, for one that is told beside a simpler one of the same verdict. */
export function failureLine({ first, seeds }: CollapsedFailure, colors: Colors): string {
  const { crash, verdict, fingerprint, states, saved } = first
  const facts = `${counted(states, 'crash state')} of seed ${plain(seeds[0]!)} · ${saved ? saved.replay : 'its token is in the JSON report'}`
  return `  also ${verdict} ${crashText(crash)}  ${colors.dim(`fingerprint ${fingerprint} · ${facts}`)}`
}

/** Keeps the beginning and, above all, the end, where the crash is. */
function shortened(timeline: readonly string[], room: number): readonly string[] {
  if (timeline.length <= room) return timeline
  const head = Math.floor(room / 3)
  const tail = room - head - 1
  const left = timeline.length - head - tail
  return [...timeline.slice(0, head), `… ${counted(left, 'line')} left out …`, ...timeline.slice(-tail)]
}
