/** What came of the chosen branch: the verdict, why, how it came about, how long it took, and what recovers nearby. */
import { VERDICTS } from '../../../core/oracle/verdict.ts'
import type { VerdictName } from '../../../core/oracle/verdict.ts'
import type { Branch } from '../../../core/drill/explore/branch.ts'
import type { Cause } from '../../../core/drill/result.ts'
import { EMPTY_ROW, piece, row, rowWidth } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { chosenOf } from '../state.ts'
import type { Tried } from '../state.ts'
import { verdictSign, verdictTone, verdictWords } from '../verdict-words.ts'
import { folded, scrolling } from './pane.ts'
import type { PaneOf, PaneRoom } from './pane.ts'
import { virtualTime } from './time.ts'
import { waterfallRows } from './waterfall.ts'

export const verdictPane: PaneOf = (state, room) => {
  const chosen = chosenOf(state)
  if (!chosen) {
    return scrolling([
      row('nothing has been tried yet'),
      EMPTY_ROW,
      [piece('p', 'accent'), piece('  pulls the plug at the cursor')],
      [piece('S', 'accent'), piece('  tries a crash at every instant and shows where it fails')],
    ])
  }
  return scrolling(branchRows(chosen, room))
}

/** Also one side of a comparison. */
export function branchRows({ branch, shrunk, again }: Tried, room: PaneRoom): readonly Row[] {
  const { columns } = room
  return [
    ...titleRows(branch, room),
    ...folded(branch.message, columns),
    ...explanation(branch, columns),
    measures(branch),
    ...(again ? [row(again === 'same' ? 'run again: the same' : 'run again: something else', again === 'same' ? 'ok' : 'fail')] : []),
    ...(shrunk ? [row(`shrunk from ${shrunk.fromOperations} operations to ${shrunk.toOperations}, from ${shrunk.faults.from} faults to ${shrunk.faults.to}`, 'ok')] : []),
    ...(branch.cause ? causeRows(branch.cause, room) : []),
    ...section('what happened', branch.timeline.map((line) => row(line))),
    ...section('recovery', waterfallRows(branch, room)),
    ...nearestRows(branch, columns),
  ]
}

/** What the name of the verdict means, unless the message says so itself. */
function explanation({ verdict, message }: Branch, columns: number): readonly Row[] {
  const meaning = Object.hasOwn(VERDICTS, verdict) ? VERDICTS[verdict as VerdictName] : null
  return meaning === null || message.includes(meaning) ? [] : folded(meaning, columns, 'muted')
}

const titleRows = ({ verdict, title }: Branch, { glyphs, columns }: PaneRoom): readonly Row[] => [
  [piece(`${verdictSign(verdict, glyphs)} ${verdictWords(verdict)}`, verdictTone(verdict))],
  ...folded(title, columns, 'strong'),
]

function measures({ rpoUs, rtoUs, lost }: Branch): Row {
  const rto = rtoUs === null ? piece('it never answers', 'fail') : piece(virtualTime(rtoUs), 'strong')
  return [
    ...(rpoUs === null ? [] : [piece('RPO ', 'muted'), piece(`${virtualTime(rpoUs)}   `, 'strong')]),
    piece('RTO ', 'muted'), rto,
    piece('   lost acknowledged operations ', 'muted'), piece(String(lost.length), lost.length > 0 ? 'fail' : 'ok'),
  ]
}

const section = (title: string, rows: readonly Row[]): readonly Row[] => (rows.length === 0 ? [] : [EMPTY_ROW, row(title, 'muted'), ...rows])

function causeRows({ sentence, writes, epochs, nearestPassing }: Cause, { columns }: PaneRoom): readonly Row[] {
  return [
    ...section('why', folded(sentence, columns)),
    ...writes.flatMap((write) => writeRows(write, columns)),
    ...epochs.map((line) => row(line)),
    ...(nearestPassing ? folded(`recovers if ${nearestPassing.change}`, columns, 'ok') : []),
  ]
}

/** The place in the code is what a person goes to: it is never cut off for want of room beside the rest. */
function writeRows({ name, label, disk, state, line }: Cause['writes'][number], columns: number): readonly Row[] {
  const said: Row = [piece(`  ${name} `, 'strong'), piece(`${label} on ${disk}, `), piece(state, state === 'survived' ? 'ok' : 'fail')]
  const place: Row = line === null ? [] : [piece(`  ${line}`, 'accent')]
  const together: Row = [...said, ...place]
  return rowWidth(together) <= columns ? [together] : [said, [piece('  '), ...place]]
}

const nearestRows = ({ nearestPassing }: Branch, columns: number): readonly Row[] =>
  nearestPassing ? [EMPTY_ROW, ...folded(`recovers nearby: ${nearestPassing.title}`, columns, 'ok'), [piece('v', 'accent'), piece('  shows the two beside each other', 'muted')]] : []
