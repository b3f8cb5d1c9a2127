/** Workflow commands: escaped, at the user's line, one a fingerprint, at most ten; the rest in the summary. */
import { describe, expect, it } from 'vitest'
import { createColors } from 'picocolors'
import { githubReporter } from '../../../reports/index.ts'
import type { GithubOptions, RunEvent } from '../../../reports/index.ts'
import { errorCommand } from '../../../reports/github/commands.ts'
import { drillResult, ended, failed, finished, runScenario, started } from '../run-events.ts'

function told(events: readonly RunEvent[], options: GithubOptions = {}): readonly string[] {
  const parts: string[] = []
  const reporter = githubReporter({ write: (text) => void parts.push(text), colors: createColors(true) }, options)
  for (const event of events) reporter.onEvent(event)
  return parts.join('').split('\n').slice(0, -1)
}

const cause = {
  sentence: 'the record went before its header',
  writes: [
    { name: 'W1', label: 'header', disk: 'db/wal', state: 'lost', operation: 1, line: 'some-package/lib/index.js:9:1' },
    { name: 'W2', label: 'record', disk: 'db/wal', state: 'torn', operation: 1, line: 'src/ledger.ts:41:20' },
  ],
  disks: [], epochs: [], nearestPassing: null, examined: 1,
} as const
const ledger = { ...runScenario('ledger', ['a', 'b']), file: 'drills/ledger.ts' }
const placeFile = (file: string): string | null => (file.startsWith('some-package') ? null : `packages/db/${file}`)

const twice = ended([
  started(ledger),
  failed([0, 'ledger', 'a'], { cause }),
  finished([0, 'ledger', 'a'], { outcome: 'violated' }),
  failed([1, 'ledger', 'b'], { cause }),
  finished([1, 'ledger', 'b'], { outcome: 'violated' }),
], { exitCode: 1 })

describe('githubReporter', () => {
  it('writes one error a fingerprint, at the line of the write that decided', () => {
    expect(told(twice, { placeFile })).toEqual([
      '::error file=packages/db/src/ledger.ts,line=41,title=ledger › lost-ack (f1f1f1)::an acknowledged operation is missing after recovery: transfer 7 is missing%0Athe record went before its header%0A2 seeds%0Areplay: seeddrill replay sd1.token',
    ])
  })

  it('falls back to the scenario file, and to no place at all', () => {
    const events = ended([started(ledger), failed([0, 'ledger', 'a']), finished([0, 'ledger', 'a'], { outcome: 'violated' })])
    expect(told(events, { placeFile })[0]).toMatch(/^::error file=packages\/db\/drills\/ledger\.ts,title=/)
    expect(told(events)[0]).toMatch(/^::error title=/)
  })

  it('tells what kept a drill from an answer, what was missed, and gaps that count; and says nothing of a pass', () => {
    const events = ended([
      started(ledger, runScenario('zoo/x', ['a'], ['phantom'])),
      finished([0, 'ledger', 'a'], { outcome: 'not-deterministic', messages: ['two runs differ'] }),
      finished([2, 'zoo/x', 'a']),
    ], { exitCode: 5, coverageFailures: ['no crash in phase: quiet'] })
    expect(told(events, { placeFile })).toEqual([
      "::error file=packages/db/drills/ledger.ts,title=ledger%3A not-deterministic::two runs differ%0Aagain: npx seeddrill run drills/ledger.ts -t '^ledger$' --seed a",
      '::error title=zoo/x%3A an expected failure did not show::expected phantom',
      '::error title=seeddrill%3A 1 coverage gap::no crash in phase: quiet',
    ])
    const planted = ended([started(runScenario('zoo/x', ['a'], ['lost-ack'])), failed([0, 'zoo/x', 'a']), finished([0, 'zoo/x', 'a'], { outcome: 'violated' })])
    expect(told(planted)).toEqual([])
    expect(told(ended([started(runScenario('ledger', ['a'])), finished([0, 'ledger', 'a'], { result: drillResult() })]))).toEqual([])
  })

  it('writes ten at most, and the summary has them all', () => {
    const seeds = Array.from({ length: 14 }, (_, index) => `s${index}`)
    const events = ended([
      started(runScenario('ledger', seeds)),
      ...seeds.flatMap((seed, index) => [failed([index, 'ledger', seed], { fingerprint: `f${index}` }), finished([index, 'ledger', seed], { outcome: 'violated' })]),
    ], { exitCode: 1 })
    let summary = ''
    const lines = told(events, { summary: { write: (text) => (summary += text), mostBytes: 900_000 } })
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10)
    expect(lines.at(-1)).toBe('4 errors more in the summary of the step')
    expect(summary.match(/^### .* › lost-ack$/gm)).toHaveLength(14)
    told(events, { summary: { write: (text) => (summary = text), mostBytes: 5000 } })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(5000)
  })

  it('lets no text end a command, begin another, or add a property', () => {
    expect(errorCommand({ title: 'a,b:c%\n::x', message: '100%\r\n::set-env name=x::y\u001b[31m', place: { file: 'a,line=9:b.ts', line: 3 } })).toBe(
      '::error file=a%2Cline=9%3Ab.ts,line=3,title=a%2Cb%3Ac%25 %3A%3Ax::100%25%0A::set-env name=x::y',
    )
  })
})
