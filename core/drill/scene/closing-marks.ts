/** What a scene ends with: the crash, the failover, a second crash, the verdict. */
import { VERDICTS } from '../../oracle/verdict.ts'
import { CRASH_WORDS } from '../crash-words.ts'
import type { Finding } from '../findings.ts'
import type { Evidence } from '../source-run.ts'
import type { Draft } from './drafts.ts'
import type { SceneEnd } from './ending.ts'
import type { LaneBook } from './lane-book.ts'
import type { SceneLane, SceneMark } from './scene.ts'

export interface Closing {
  readonly end: SceneEnd
  /** Of a recovered side that was crashed again; null: it was not. */
  readonly secondCrashUs: number | null
  /** The first order behind the source's log, and behind all logs. */
  readonly afterSource: number
  readonly afterAll: number
}

export function closingMarks({ run }: Evidence, { crash, kind, verdict }: Finding, closing: Closing, lanes: LaneBook): Draft[] {
  const { end, secondCrashUs, afterSource, afterAll } = closing
  const machines = run.site.machines.map(({ id }) => id)
  const drafts: Draft[] = []
  const add = (lane: SceneLane, order: number, mark: Omit<SceneMark, 'lane' | 'endUs'>): void =>
    void drafts.push({ lane, named: true, order, origin: null, endUs: mark.startUs, mark })
  // A crash takes all machines of a side at once.
  const strike = (side: SceneLane['side'], order: number, startUs: number, label: string): void =>
    machines.forEach((machine) => add(lanes.machineLane(side, machine), order, { kind: 'crash', startUs, label }))
  const startUs = end.crashUs ?? end.endUs
  if (crash.kind === 'disaster') {
    strike('source', afterSource, startUs, run.plan.disasters[crash.disaster]!.kind)
    add(lanes.replica, afterSource, { kind: 'failover', startUs, label: `failover to ${kind}` })
    if (crash.failback) add(lanes.replica, afterSource, { kind: 'failover', startUs, label: `life on the other side, then failback (${crash.failback})` })
  } else if (crash.kind === 'recovery-point')
    add(lanes.replica, afterSource, { kind: 'failover', startUs, label: `failover to ${crash.point}`, name: crash.point })
  else if (crash.kind !== 'run') strike('source', afterSource, startUs, CRASH_WORDS[crash.kind])
  if (secondCrashUs !== null) strike('recovered', afterAll, secondCrashUs, `second ${CRASH_WORDS['power-cut']}`)
  const last = lanes.machineLane(secondCrashUs === null ? 'source' : 'recovered', machines[0]!)
  add(last, afterAll, { kind: 'verdict', startUs: secondCrashUs ?? startUs, label: `${verdict}: ${VERDICTS[verdict]}` })
  return drafts
}
