/** Event streams for the page, and the page of them. */
import { createColors } from 'picocolors'
import { htmlReporter } from '../../../reports/index.ts'
import type { RunEvent } from '../../../reports/index.ts'
import { aScene, drillResult, ended, failed, finished, runScenario, started } from '../run-events.ts'

export const HOSTILE = `</script><img src=x onerror="window.struck=1"><svg onload='window.struck=1'>`

const hostileScene = {
  ...aScene,
  lanes: aScene.lanes.map((lane) => ({ ...lane, name: `${lane.name} ${HOSTILE}` })),
  marks: aScene.marks.map((mark) => ({ ...mark, label: HOSTILE, line: HOSTILE })),
  blocks: aScene.blocks.map((block) => ({ ...block, label: HOSTILE, disk: HOSTILE })),
}
const cause = {
  sentence: `W41 ${HOSTILE} was torn`,
  writes: [{ name: 'W41', label: HOSTILE, disk: HOSTILE, state: 'torn', operation: 7, line: HOSTILE }],
  disks: ['db/wal'],
  epochs: [`db/wal %W41 ${HOSTILE}`],
  nearestPassing: { change: HOSTILE, writes: 1, sectors: 2 },
  examined: 3,
} as const

/** A planted defect that shows, two failures of one scenario, one of a hostile one, and a scenario that passes. */
export const failing = ended(
  [
    started(runScenario('zoo/x', ['a'], ['phantom']), runScenario('ledger', ['a', 'b']), runScenario(HOSTILE, ['a']), runScenario('quiet', ['a'])),
    failed([0, 'zoo/x', 'a'], { fingerprint: 'f4f4f4', verdict: 'phantom' }),
    finished([0, 'zoo/x', 'a'], { outcome: 'violated' }),
    failed([1, 'ledger', 'a']),
    failed([1, 'ledger', 'a'], { fingerprint: 'f2f2f2', verdict: 'refuses-to-open', message: 'the log is torn', cause }),
    finished([1, 'ledger', 'a'], { outcome: 'violated' }),
    failed([2, 'ledger', 'b']),
    finished([2, 'ledger', 'b'], { outcome: 'violated', result: drillResult() }),
    failed([3, HOSTILE, 'a'], { fingerprint: 'f3f3f3', message: HOSTILE, meaning: HOSTILE, timeline: [HOSTILE], replay: `npx seeddrill replay ${HOSTILE}`, scene: hostileScene, cause }),
    finished([3, HOSTILE, 'a'], { outcome: 'violated', messages: [HOSTILE] }),
    finished([4, 'quiet', 'a']),
  ],
  { exitCode: 1, coverageFailures: ['claimed and in no plan: error-once'] },
)

export const passing = ended([started(runScenario('quiet', ['a'])), finished([0, 'quiet', 'a'])])

export function pageOf(events: readonly RunEvent[]): string {
  const parts: string[] = []
  const reporter = htmlReporter({ write: (text) => void parts.push(text), colors: createColors(true) })
  for (const event of events) reporter.onEvent(event)
  return parts.join('')
}
