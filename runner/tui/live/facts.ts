/** A terminal without room for panels gets the facts: how far, what fails, how to stop. */
import { counted, duration, grouped, plain } from '../../../reports/format.ts'
import type { FrameSize } from '../frame-size.ts'
import type { Glyphs } from '../glyphs.ts'
import { piece, row } from '../row.ts'
import type { Row } from '../row.ts'
import { BEGIN, failuresOf } from './live-state.ts'
import type { Seen } from './live-state.ts'
import { perSecond } from './scenario-list.ts'

/** The first row of every size. */
export function headline({ snapshot: { seed, cases, finishedCases, checkedStates, elapsedMs, totals } }: Seen, { bad }: Glyphs): Row {
  const pace = grouped(Math.round(perSecond(checkedStates, elapsedMs)))
  return [
    piece('seeddrill', 'muted'),
    piece(` · seed ${plain(seed)} · ${finishedCases}/${cases} drills`, 'strong'),
    ...(totals.violations === 0 ? [] : [piece(' · ', 'muted'), piece(`${bad} ${counted(totals.violations, 'failure')}`, 'fail')]),
    piece(` · ${grouped(checkedStates)} states, ${pace}/s · ${duration(elapsedMs)}`, 'strong'),
  ]
}

/** What the keys do is told by nobody else here. */
export const stopRow = ({ snapshot: { stopping } }: Seen): Row =>
  stopping ? row('stopping … ctrl-c again aborts at once', 'warn') : row('ctrl-c stops and reports what ran', 'muted')

export function factRows(seen: Seen, { rows }: FrameSize, glyphs: Glyphs): readonly Row[] {
  const room = Math.max(0, rows - 2)
  const whole: Seen = { ...seen, state: BEGIN }
  const failures = failuresOf(whole).map(({ scenario, failure: { first, seeds } }) => row(`${glyphs.bad} ${scenario} › ${first.verdict} × ${counted(seeds.length, 'seed')}: ${first.message}`, 'fail'))
  const running = seen.snapshot.running.map(({ scenario, seed, stage }) => row(`${glyphs.working} ${scenario}  ${stage} ${seed}`))
  const failureRoom = Math.min(failures.length, Math.max(room - Math.min(running.length, Math.ceil(room / 2)), 0))
  return [headline(seen, glyphs), ...running.slice(0, room - failureRoom), ...failures.slice(failures.length - failureRoom), stopRow(seen)]
}
