import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { lineReporter } from '../../reports/index.ts'
import type { LineReporterOptions, RunEvent } from '../../reports/index.ts'
import { drillResult, ended, failed, finished, runScenario, started } from './run-events.ts'

function written(events: readonly RunEvent[], options: LineReporterOptions = {}, colors = false): string {
  const parts: string[] = []
  const reporter = lineReporter({ write: (text) => void parts.push(text), colors: createColors(colors) }, options)
  for (const event of events) reporter.onEvent(event)
  return parts.join('')
}

const passing = ended([started(runScenario('ledger', ['a'])), finished([0, 'ledger', 'a'])])

describe('lineReporter', () => {
  it('tells kindred failures in a line each, within the 25 lines of the first', () => {
    const timeline = Array.from({ length: 100 }, (_, index) => `step ${index}`)
    const kindred = ['f1f1f1', 'f2f2f2', 'f3f3f3'].map((fingerprint) => failed([0, 'ledger', 'a'], { fingerprint, timeline }))
    const lines = written(ended([started(runScenario('ledger', ['a'])), ...kindred, finished([0, 'ledger', 'a'], { outcome: 'violated' })]), { progress: false }).split('\n')
    const block = lines.slice(lines.findIndex((line) => line.startsWith('FAIL')), lines.indexOf('', 1))
    expect(block).toHaveLength(25)
    expect(block.slice(-2)).toEqual([expect.stringMatching(/^ {2}also lost-ack .*f2f2f2/), expect.stringMatching(/^ {2}also lost-ack .*f3f3f3/)])
  })

  it('says what runs, one line a drill, and all that was covered', () => {
    expect(written(passing)).toBe(
      [
        'seeddrill · seed stem · 1 scenario, 1 drill · 2 workers',
        '[1/1] ok ledger seed a  300 of 1,000 states checked · trace aaaa · 1.5 s',
        '',
        'scenarios       1 × seeds: 1 drill (1 passed)',
        'crash states    1,000 generated = 600 deduplicated + 100 skipped + 300 checked',
        '  skipped       100 budget',
        'distinct        300 images, 20 observations',
        'crash phases    mid-recovery 5 · mid-checkpoint 0 · mid-write 100 · before-flush 90 · before-acknowledgement 80 · quiet 25',
        'recovery        7 crashes inside recovery or in the life after it · 1 clean shutdown',
        'failovers       crash-consistent 3 · file-system-consistent 0 · app-consistent 1 · latest 2',
        '                of these: inside an operation 2 · replay needed 3 · nonzero RPO 4 · failed back 1',
        'worst loss      1.500 s, 4 acknowledged operations',
        'faults fired    stall 2 · enospc 0',
        '  recoveries                        power cut  latest',
        '                stall                      30       1',
        'swarm           faults off in seeds: errors 1',
        '                operations off in seeds: deposit 1',
        'properties      1 of 2 seen to hold · 0 broken',
        'violations      none',
        'not covered     no crash in phase: mid-checkpoint',
        'not covered     planned and never fired: enospc',
        'not covered     claimed and in no plan: error-once',
        'not covered     no failover to: file-system-consistent',
        'not covered     sometimes "the log wraps round" (ledger): never true, looked at 12 times',
        'time            2.5 s',
        '',
      ].join('\n'),
    )
  })

  it('says how file systems came up, where there are any', () => {
    const result = drillResult()
    const fileSystemBoots = { boots: 1200, journalReplayed: 1000, checked: 4, repaired: 3, unbootable: 2 }
    const onFiles = { ...result, coverage: { ...result.coverage, fileSystemBoots } }
    expect(written(ended([started(runScenario('ledger', ['a'])), finished([0, 'ledger', 'a'], { result: onFiles })]))).toContain(
      '\nboots           1,200 on file systems: journal replayed 1,000 · checked 4 · repaired 3 · unbootable 2\n',
    )
    expect(written(passing)).not.toContain('\nboots')
  })

  it('says the same with colours, once the colours are taken away', () => {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
    const coloured = written(passing, {}, true)
    expect(coloured).toMatch(escapes)
    expect(coloured.replace(escapes, '')).toBe(written(passing))
  })

  it('shows a failure once, however many seeds have it, with the command that replays it', () => {
    const events = ended([
      started(runScenario('ledger', ['a', 'b'])),
      failed([0, 'ledger', 'a']),
      finished([0, 'ledger', 'a'], { outcome: 'violated' }),
      failed([1, 'ledger', 'b']),
      finished([1, 'ledger', 'b'], { outcome: 'violated' }),
    ])
    const text = written(events)
    expect(text.match(/^FAIL ledger › lost-ack/gm)).toHaveLength(1)
    expect(text.match(/seeddrill replay sd1\.token/g)).toHaveLength(1)
    expect(text).toContain('[2/2] FAIL ledger seed b  lost-ack · ')
    expect(text).toContain('ledger › lost-ack f1f1f1: 1 failure × 2 seeds')
    expect(written(events, { progress: false })).toMatch(/^\nFAIL ledger/)
  })

  it('tells caught, missed and otherwise found defects apart, and shows no block for them', () => {
    const events = ended([
      started(runScenario('zoo/x', ['a', 'b'], ['lost-ack']), runScenario('zoo/y', ['a'], ['phantom'])),
      finished([0, 'zoo/x', 'a']),
      failed([1, 'zoo/x', 'b']),
      finished([1, 'zoo/x', 'b'], { outcome: 'violated' }),
      failed([2, 'zoo/y', 'a']),
      finished([2, 'zoo/y', 'a'], { outcome: 'violated' }),
    ])
    const text = written(events)
    expect(text).toContain('[1/3] not found yet zoo/x')
    expect(text).toContain('[2/3] caught zoo/x')
    expect(text).toContain('[3/3] found otherwise zoo/y')
    expect(text).toContain('planted defects caught 1 of 2')
    expect(text).toContain('✗ missed zoo/y (expected phantom, found lost-ack)')
    expect(text).not.toContain('FAIL')
  })

  it('calls a loss that is documented, and a promise that is broken, by their names', () => {
    const events = ended([
      started(
        runScenario('engine/off', ['a', 'b'], ['lost-ack'], 'documented'),
        runScenario('engine/normal', ['a'], ['lost-ack'], 'documented'),
        runScenario('engine/whole', ['a'], ['refuses-to-open'], 'contradicted'),
      ),
      finished([0, 'engine/off', 'a']),
      failed([1, 'engine/off', 'b']),
      finished([1, 'engine/off', 'b'], { outcome: 'violated' }),
      failed([2, 'engine/normal', 'a'], { verdict: 'silent-corruption' }),
      finished([2, 'engine/normal', 'a'], { outcome: 'violated' }),
      failed([3, 'engine/whole', 'a'], { verdict: 'refuses-to-open' }),
      finished([3, 'engine/whole', 'a'], { outcome: 'violated' }),
    ])
    const text = written(events)
    expect(text).toContain('[1/4] not shown yet engine/off')
    expect(text).toContain('[2/4] shown engine/off')
    expect(text).toContain('[3/4] found otherwise engine/normal')
    expect(text).toContain(
      [
        'documented      documented losses shown 1 of 2',
        '                ✓ shown engine/off: lost-ack (seed b)',
        '                ✗ not shown engine/normal (expected lost-ack, found silent-corruption)',
        'contradicted    broken promises shown 1 of 1',
        '                ✓ shown engine/whole: refuses-to-open (seed a)',
      ].join('\n'),
    )
    expect(text).not.toMatch(/planted|caught/)
  })

  it('says in one line what makes a scenario unrunnable, and claims no coverage', () => {
    const misused = finished([0, 'ledger', 'a'], { outcome: 'misused', result: null, messages: ['ledger: Math.random() was called'] })
    expect(written(ended([started(runScenario('ledger', ['a', 'b'])), misused]))).toBe(
      [
        'seeddrill · seed stem · 1 scenario, 2 drills · 2 workers',
        '[1/2] not runnable ledger: Math.random() was called',
        'nothing was checked',
        '',
      ].join('\n'),
    )
  })

  it('says what an early end left out', () => {
    const events = ended([started(runScenario('ledger', ['a', 'b', 'c'])), finished([0, 'ledger', 'a'])], { endedBy: 'SIGINT' })
    expect(written(events)).toContain('not covered     interrupted (SIGINT): 2 drills never ran')
  })

  it('gives a sign of life while a drill takes long', () => {
    let nowMs = 0
    const reporter = (text: string[]) => lineReporter({ write: (part) => void text.push(part), colors: createColors(false) }, { now: () => nowMs })
    const text: string[] = []
    const { onEvent } = reporter(text)
    onEvent(started(runScenario('ledger', ['a'])))
    const progress = { v: 1, type: 'case-progress', case: 0, scenario: 'ledger', seed: 'a', stage: 'sweep', checkedStates: 1200 } as const
    onEvent(progress)
    expect(text).toHaveLength(1)
    nowMs = 15_000
    onEvent(progress)
    onEvent(progress)
    expect(text.slice(1)).toEqual(['… ledger seed a: sweep, 1,200 states · 0 of 1 done, 0.0 a second, 0 failing\n'])
    onEvent(finished([0, 'ledger', 'a'], { outcome: 'violated' }))
    nowMs = 40_000
    onEvent({ v: 1, type: 'case-started', case: 1, scenario: 'ledger', seed: 'b' })
    expect(text.at(-1)).toBe('… ledger seed b: begins · 1 of 1 done, 0.0 a second, 1 failing\n')
  })

  it('lets no value of a user steer the terminal', () => {
    const bell = String.fromCharCode(7)
    const escape = String.fromCharCode(27)
    const events = ended([
      started(runScenario('ledger', [`a${escape}[2J`])),
      failed([0, 'ledger', `a${escape}[2J`], { message: `key ${bell}${escape}[31m`, timeline: [`put ${escape}c\nforged line`] }),
      finished([0, 'ledger', `a${escape}[2J`], { outcome: 'violated', result: drillResult(), messages: [`x${escape}y`] }),
    ])
    expect(written(events)).not.toMatch(new RegExp(`[${escape}${bell}]|^forged`, 'm'))
  })
})
