/** Failures: a list to choose from, and below it the chosen one as the lines of a run tell it, with the ways to see it again. */
import { createColors } from 'picocolors'
import { counted, failureBlock, plain } from '../../../reports/index.ts'
import { exploreCommand } from '../../replay-command.ts'
import type { Glyphs } from '../glyphs.ts'
import type { Tone } from '../palette.ts'
import { EMPTY_ROW, highlighted, piece, row, windowAround } from '../row.ts'
import type { Row } from '../row.ts'
import { chosenAt, chosenFailure, failuresOf } from './live-state.ts'
import type { ListedFailure, Seen } from './live-state.ts'
import type { Room } from './scenario-list.ts'
import { textRows } from './text-rows.ts'

/** Of the room; the text has the rest. */
const LIST_SHARE = 1 / 3

export function failureList(seen: Seen, { rows, columns, glyphs }: Room): readonly Row[] {
  const failures = failuresOf(seen)
  if (failures.length === 0) return [row('no failure so far', 'muted')]
  const at = chosenAt(seen, failures)
  const [from, to] = windowAround(failures.length, Math.min(failures.length, Math.max(1, Math.floor(rows * LIST_SHARE))), at)
  const list = failures.slice(from, to).map((failure, line): Row => {
    const here = from + line === at
    const pieces = titleRow(failure, here, seen.state.selected === null, glyphs)
    return here && seen.state.focus === 'details' ? highlighted(pieces, columns) : pieces
  })
  const text = failureText(seen, columns)
  const room = Math.max(0, rows - list.length - 1)
  const shown = text.length <= room ? text : [...text.slice(0, Math.max(0, room - 1)), row(`… ${counted(text.length - room + 1, 'line')} more: enter`, 'muted')]
  return [...list, EMPTY_ROW, ...shown].slice(0, rows)
}

function titleRow({ scenario, failure: { first, seeds }, expected }: ListedFailure, here: boolean, withScenario: boolean, { busy, bad, ok }: Glyphs): Row {
  return [
    piece(here ? `${busy} ` : '  ', 'accent'),
    piece(`${expected ? ok : bad} `, expected ? 'ok' : 'fail'),
    piece(`${withScenario ? `${plain(scenario)} › ` : ''}${first.verdict} × ${counted(seeds.length, 'seed')}: ${first.message}`),
  ]
}

const NO_COLORS = createColors(false)
const MOST_SEEDS = 12

/** All that is known of the chosen failure, the token last. */
export function failureText(seen: Seen, columns: number): readonly Row[] {
  const chosen = chosenFailure(seen)
  if (!chosen) return [row('no failure so far', 'muted')]
  const { scenario, file, failure } = chosen
  const { first: { saved, token }, seeds } = failure
  const more = seeds.length > MOST_SEEDS ? ` and ${seeds.length - MOST_SEEDS} more` : ''
  return [
    ...failureBlock(scenario, failure, NO_COLORS).flatMap((line, at) => textRows(line, columns, toneOf(line, at))),
    // The block of a saved one has it.
    ...(saved ? [] : textRows(`  explore ${exploreCommand(token, file)}`, columns, 'accent')),
    ...textRows(`  seeds   ${seeds.slice(0, MOST_SEEDS).join(', ')}${more}`, columns),
    ...textRows(`  token   ${token}`, columns, 'muted'),
  ]
}

function toneOf(line: string, at: number): Tone {
  if (at === 0) return 'fail'
  return line.startsWith('  replay  ') ? 'accent' : 'plain'
}
