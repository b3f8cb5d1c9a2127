/**
 * The live view of a run: what it costs beside the run, frame and Ink included, and how often it draws. A stream of events
 * that was made before is played at the pace of a campaign on two workers; a terminal in memory takes the frames.
 */
import process from 'node:process'
import { createColors } from 'picocolors'
import type { RunEvent } from '../../core/drill/events.ts'
import { fakeTerminal } from '../runner/explore/fake-terminal.ts'
import { failed, finished, runScenario, started } from '../reports/run-events.ts'
import { judged } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'

export interface LiveViewSize {
  readonly scenarios: number
  readonly seeds: number
  /** Before what counts, for the compiler. */
  readonly warmUpMs: number
  readonly forMs: number
}

export const LIVE_VIEW_SIZE: LiveViewSize = { scenarios: 60, seeds: 50, warmUpMs: 3000, forMs: 5000 }

const MOST_PERCENT = 20
const MOST_FRAMES_A_SECOND = 5
/** 400 events a second, 40 drills of them ended: more than two workers do. */
const TICK_MS = 50
const EVENTS_A_TICK = 20

export async function liveViewBench({ scenarios, seeds, warmUpMs, forMs }: LiveViewSize = LIVE_VIEW_SIZE): Promise<BenchResult[]> {
  // Ink decides on its colours, and React on its checks, while they load.
  process.env.NODE_ENV ??= 'production'
  const { openView } = await import('../../runner/tui/open-view.tsx')
  const events = recorded(scenarios, seeds)
  const terminal = fakeTerminal(120, 40)
  const view = openView({ colors: createColors(true), ascii: false, onInterrupt: () => {}, ...terminal })
  let at = 0
  const play = setInterval(() => {
    for (const event of events.slice(at, at + EVENTS_A_TICK)) view.hear(event)
    at += EVENTS_A_TICK
  }, TICK_MS)
  await rest(warmUpMs)
  const [framesBefore, start, startMs] = [terminal.frames(), process.cpuUsage(), performance.now()]
  await rest(forMs)
  const { user, system } = process.cpuUsage(start)
  const tookMs = performance.now() - startMs
  const frames = terminal.frames() - framesBefore
  clearInterval(play)
  await view.close()
  if (frames === 0) throw new Error('bench: the live view drew nothing')
  return [
    judged({
      name: `live view, ${scenarios} scenarios at 120×40, ${(EVENTS_A_TICK * 1000) / TICK_MS} events a second: share of one core`,
      unit: '%', value: ((user + system) / 1000 / tookMs) * 100, peer: 'limit', peerValue: MOST_PERCENT,
      target: { of: 'value', is: 'at most', bound: MOST_PERCENT },
    }),
    judged({
      name: 'live view, nobody presses a key: frames', unit: '1/s',
      // The first frame of the span may belong to the time before it.
      value: ((frames - 1) / tookMs) * 1000, peer: 'limit', peerValue: MOST_FRAMES_A_SECOND,
      target: { of: 'value', is: 'at most', bound: MOST_FRAMES_A_SECOND },
    }),
  ]
}

/** Of a campaign in which every tenth drill fails. */
function recorded(scenarios: number, seeds: number): readonly RunEvent[] {
  const names = Array.from({ length: scenarios }, (_, at) => `suite-${at % 6}/scenario-${at}`)
  const ofSeeds = Array.from({ length: seeds }, (_, at) => `s-${at}`)
  const cases = names.flatMap((scenario) => ofSeeds.map((seed) => ({ scenario, seed })))
  return [
    started(...names.map((name) => runScenario(name, ofSeeds))),
    ...cases.flatMap(({ scenario, seed }, index): readonly RunEvent[] => {
      const fails = index % 10 === 9
      return [
        { v: 1, type: 'case-started', case: index, scenario, seed },
        ...[1, 2, 3, 4, 5, 6, 7].map((part) => ({ v: 1, type: 'case-progress', case: index, scenario, seed, stage: 'sweep', checkedStates: 40 * part }) as const),
        ...(fails ? [failed([index, scenario, seed], { fingerprint: `f${index % 4}` })] : []),
        finished([index, scenario, seed], { outcome: fails ? 'violated' : 'passed' }),
      ]
    }),
  ]
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
