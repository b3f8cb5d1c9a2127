/** What came of pulling the plug, as plain lines, and the bar of a sweep. */
import type { Branch, Pull, SweepBar, SweptInstant } from '../../core/drill/explore/branch.ts'
import { causeLines, clip, counted, plain, virtualTime } from '../../reports/index.ts'
import { replayCommand } from '../replay-command.ts'
import { markRows } from './print-picture.ts'
import { pullText } from './pull-text.ts'
import { list } from './print-look.ts'

const COLUMNS = 120

/**
 * @param file of the scenario, for the command that shows the branch again
 * @param elsewhere of a smaller run than that which was opened: only its token opens that
 */
export function branchLines(branch: Branch, file: string | null, elsewhere: boolean): readonly string[] {
  const { title, atUs, verdict, message, observed, allowed, lost, rpoUs, rtoUs, timeline, cause, lanes, marks, nearestPassing, token } = branch
  const time = (us: number | null): string => (us === null ? 'never' : virtualTime(us))
  const rows = [
    `branch   ${title}, at ${virtualTime(atUs)}`,
    `verdict  ${verdict}${message === '' ? '' : `: ${message}`}`,
    ...(verdict === 'not-applicable' ? [] : [`RTO      ${time(rtoUs)}${rpoUs === null ? '' : `, RPO ${virtualTime(rpoUs)}`}`]),
    ...list('lost', lost.map(({ id, label, answeredUs }) => `operation ${id} ${label}, acknowledged at ${virtualTime(answeredUs)}`)),
    ...list('recovered', observed),
    ...list('allowed', allowed),
  ].map((line) => clip(plain(line), COLUMNS))
  return [
    ...rows,
    ...causeLines(cause),
    ...timeline.map((line) => `  ${plain(line)}`),
    ...list('after the crash', markRows(marks, lanes)),
    ...(nearestPassing ? [clip(plain(`passes   ${nearestPassing.title}  (${elsewhere ? 'explore the token below with ' : ''}--pull ${pullText(nearestPassing.pull)})`), COLUMNS)] : []),
    ...(token === null ? [] : [`replay   ${replayCommand(token, file)}`]),
  ]
}

/** Stretches of instants with one verdict, in their order: where a run is fragile, and how to see the first that fails. */
export function sweepLines({ instants, statesChecked, statesSkipped }: SweepBar): readonly string[] {
  const stretches: { readonly worst: SweptInstant['worst']; readonly from: number; to: number; states: number; pull: Pull | null }[] = []
  for (const { seq, states, worst, pull } of instants) {
    const last = stretches.at(-1)
    if (last?.worst === worst) {
      last.to = seq
      last.states += states
      last.pull ??= pull
    } else stretches.push({ worst, from: seq, to: seq, states, pull })
  }
  return [
    `sweep    ${counted(statesChecked, 'state')} checked at ${counted(instants.length, 'instant')}, ${statesSkipped} skipped`,
    ...stretches.map(({ worst, from, to, states, pull }) => `  @${from}${to === from ? '' : ` to @${to}`}  ${worst}, ${counted(states, 'state')}${pull ? `  (--pull ${pullText(pull)})` : ''}`),
  ]
}
