/** The conclusion from figures alone, and figures over histories rather than cases. */
import { describe, expect, it } from 'vitest'
import { createColors } from 'picocolors'
import { strategies } from '../../../core/index.ts'
import { adviceText } from '../../../reports/index.ts'
import type { AdviceReport } from '../../../reports/index.ts'
import { advise } from '../../../runner/estates/advise.ts'
import { bestOf } from '../../../runner/estates/best-of.ts'
import { costOf } from '../../../runner/estates/cost.ts'
import { measure } from '../../../runner/estates/measure.ts'
import { fewFacts, outcome } from './outcomes.ts'

const options = { ...fewFacts, strategies: [strategies.asr], kinds: ['region-loss'], disasters: 2, quietDays: 2, seed: 's', histories: 2, workers: 1, language: 'en' } as const

const REPORT: AdviceReport = {
  v: 1, estate: 'few', codeHash: '', seed: 's', histories: 6, historiesAsked: 6, disastersPerHistory: 12, ofScenario: false, quietDays: 2, exitCode: 0,
  endedBy: null, applications: [], messages: [], command: '', version: '0', durationMs: 1,
}

describe('advise', () => {
  const cases = (crash: readonly boolean[], app: readonly boolean[]) => [
    ...crash.map((right, index) => outcome({ strategy: 'asr', history: `s-${index}`, kind: 'crash-consistent', right })),
    ...app.map((right, index) => outcome({ strategy: 'asr-app-consistent', history: `s-${index}`, kind: 'app-consistent', right })),
  ]
  it.each([
    [[true, true, true, true, true, true], [true, true], 'crash-consistent'],
    [[true, true, true, true, true, true], [false, false], 'crash-consistent'],
    [[true, true, true, true, true], [true, true], 'unknown'],
    [[true], [true], 'unknown'],
    [[true, false], [true, true], 'unknown'],
    [[false, false, false, false, false], [true, true, true, true, true], 'unknown'],
    [[false, false, false, false, false, false], [true, true, true, true, true, true], 'app-consistent'],
    [[false, false], [true, false], 'neither'],
    [[true, false], [true, false], 'neither'],
    [[false, false], [false, false], 'neither'],
    [[], [true], 'unknown'],
    [[true, true, true, true, true, true], [], 'crash-consistent'],
    [[true], [], 'unknown'],
    [[true, false], [], 'unknown'],
  ] as const)('of %j crash-consistent and %j app-consistent points: %s', (crash, app, advice) => {
    expect(advise(options, null, cases(crash, app)).advice).toBe(advice)
  })

  it('does not take one right point for more than many of which one is wrong', () => {
    const many = Array.from({ length: 240 }, (_, index) => index !== 100)
    expect(advise(options, null, cases(many, [true])).advice).toBe('unknown')
    expect(advise(options, null, cases(many, many.map(() => true))).advice).toBe('unknown')
    expect(advise(options, null, cases(many.map((_, index) => index % 4 > 0), many)).advice).toBe('app-consistent')
  })

  it('takes no notice of points that a strategy chose for another reason', () => {
    const others = [outcome({ strategy: 'asr', history: 's-9', kind: 'app-consistent', right: false })]
    const [crash, app] = advise(options, null, [...cases([true], [true]), ...others]).points
    expect([crash.booted, app.booted]).toEqual([1, 1])
  })

  it('counts a point whose check came to no end neither as right nor as wrong, and says how many there are', () => {
    const judged = cases([true, true, true, true, true, true], [])
    const [first] = judged
    const unjudged = { ...first!, attempts: [{ ...first!.attempts[0]!, verdict: { status: 'inconclusive', reason: 'budget' } as const }] }
    const advised = advise(options, null, [...judged, unjudged])
    expect(advised).toMatchObject({ advice: 'crash-consistent', points: [{ booted: 6, unjudged: 1, right: 6, firstWrong: null }, { unjudged: 0 }] })
    const text = adviceText({ ...REPORT, applications: [advised] }, 'en', createColors(false))
    expect(text).toContain('of 1 more crash-consistent and 0 more app-consistent points')
    expect(adviceText({ ...REPORT, applications: [advise(options, null, judged)] }, 'en', createColors(false))).not.toContain('came to no end')
  })

  it('bounds the share of histories, not that of their cases', () => {
    const ten = Array.from({ length: 10 }, () => outcome({ strategy: 'asr', history: 's-1', kind: 'crash-consistent', right: true }))
    const [crash] = advise(options, null, ten).points
    expect([crash.booted, crash.rightCi95![0]]).toEqual([10, expect.closeTo(0.025, 5)])
  })
})

describe('measure', () => {
  it('counts histories in which every case recovered', () => {
    const own = [true, false, true, true].map((right, index) => outcome({ strategy: 'asr', history: `s-${index >> 1}`, kind: 'crash-consistent', right }))
    const [asr] = measure(options, own)
    expect(asr!.byDisaster[0]).toMatchObject({ n: 4, recovered: 3, histories: 2 })
    expect(asr!.byDisaster[0]!.recoveredCi95[0]).toBeCloseTo(0.0126, 3)
    expect(asr!.byDisaster[0]!.samples.rpoSeconds.at(-1)).toBeNull()
    expect(asr!.copies).toEqual({ 'crash-consistent': { booted: 4, right: 3, disagreeing: 0 } })
  })

  it('tells those that are right from those whose machines disagree; of a copy the label is one thing and agreement another', () => {
    const own = [true, true, false].map((agrees, index) => ({ ...outcome({ strategy: 'asr', history: `s-${index}`, kind: 'crash-consistent', right: true }), agrees }))
    const [asr] = measure(options, own)
    const [cell] = asr!.byDisaster
    expect(cell).toMatchObject({ n: 3, recovered: 3, disagreeing: 1 })
    expect(cell!.recoveredCi95[1]).toBe(1)
    expect(cell!.agreeingCi95[1]).toBeCloseTo(0.9916, 3)
    expect(asr!.copies).toEqual({ 'crash-consistent': { booted: 3, right: 3, disagreeing: 1 } })
  })

  it('has no cell for a kind of disaster that never struck', () => {
    expect(measure({ ...options, kinds: ['partition'] }, [])[0]).toMatchObject({ byDisaster: [], steps: { automatic: null, manual: null }, copies: {} })
  })
})

describe('what a strategy is best for', () => {
  /** Of 200 histories with a case each. */
  const cell = (recovered: number, seconds: number | null, disagreeing = 0) => {
    const outcomes = Array.from({ length: 200 }, (_, index) =>
      ({ ...outcome({ strategy: 'asr', history: `s-${index}`, kind: 'crash-consistent', right: index < recovered }), agrees: index >= disagreeing }))
    const spread = { p50: seconds, p95: seconds, max: seconds, ci95: null }
    return { ...measure(options, outcomes)[0]!.byDisaster[0]!, rpoSeconds: spread, serviceRtoSeconds: spread }
  }
  const all = (...cells: readonly ReturnType<typeof cell>[]) => cells.map((each, index) => ({ id: String(index), byDisaster: [each] }))
  it.each([
    ['what recovers more often, though later', all(cell(200, 900), cell(150, 10)), ['0']],
    ['what is sooner, where chance may have made the difference', all(cell(200, 900), cell(199, 10)), ['1']],
    ['what is sooner, recovering as often', all(cell(200, 900), cell(200, 10)), ['1']],
    ['both, when they differ by less than a hundredth', all(cell(200, 1000), cell(200, 995)), ['0', '1']],
    ['what comes back with machines that agree, though later', all(cell(200, 900), cell(200, 10, 100)), ['0']],
    ['what agrees more often, though it recovers less often', all(cell(150, 900), cell(200, 10, 150)), ['0']],
    ['what recovers more often, agreeing as often', all(cell(150, 10, 50), cell(200, 900, 100)), ['1']],
    ['nothing that never recovered', all(cell(0, null), cell(0, null)), []],
    ['nothing that never agreed', all(cell(200, 10, 200), cell(0, null)), []],
  ] as const)('is %s', (_, measured, best) => {
    expect(measured.flatMap(({ id }) => (bestOf(id, measured).serviceRto.length > 0 ? [id] : []))).toEqual(best)
  })

  it('is nothing that no other strategy was measured for', () => {
    const [alone, without] = [{ id: '0', byDisaster: [cell(200, 10)] }, { id: '1', byDisaster: [] }]
    expect(bestOf('0', [alone, without])).toEqual({ serviceRto: [], rpo: [] })
    expect(bestOf('0', [alone])).toEqual({ serviceRto: [], rpo: [] })
  })
})

describe('cost', () => {
  it('adds up its lines, for replication, backup and both', () => {
    const [asr, backup, both] = [strategies.asr, strategies['backup-enhanced'], strategies['asr-and-backup']].map((strategy) => costOf(strategy, fewFacts.facts))
    for (const { monthly, lines } of [asr!, backup!, both!]) expect(monthly).toBeCloseTo(lines.reduce((sum, { amount }) => sum + amount, 0), 2)
    expect(both!.monthly).toBeCloseTo(asr!.monthly + backup!.monthly, 2)
    // 2 machines of 100 GiB each, of which 1 GiB changes a day: by hand from the parameters.
    expect(asr!.monthly).toBeCloseTo(2 * 25 + 200 * 0.08 + 2 * 0.16 + 60 * 0.02 + 60 * 0.01, 2)
    expect(backup!.monthly).toBeCloseTo(2 * 10 + 2 * 7 * 0.05 + 2 * 130 * 0.05, 2)
  })

  it('says of replication whose parameters it is priced by, where they are not its own', () => {
    const pricedAs = (strategy: keyof typeof strategies) => costOf(strategies[strategy], fewFacts.facts).pricedAs
    expect((['asr', 'backup-standard', 'asr-and-backup'] as const).map(pricedAs)).toEqual([null, null, null])
    expect((['journal-cdp', 'hyper-v-replica', 'snapshot-replication'] as const).map(pricedAs)).toEqual(['asr', 'asr', 'asr'])
    const own = { ...fewFacts.facts.costs, replication: { ...fewFacts.facts.costs.replication, name: 'hyper-v-replica' } }
    expect(costOf(strategies['hyper-v-replica'], { ...fewFacts.facts, costs: own }).pricedAs).toBeNull()
  })

  it('has no cache store account where nothing waits in the source region', () => {
    const cacheOf = (strategy: keyof typeof strategies) => costOf(strategies[strategy], fewFacts.facts).lines.find(({ what }) => what.startsWith('cache'))!.amount
    expect([cacheOf('asr'), cacheOf('journal-cdp'), cacheOf('hyper-v-replica')]).toEqual([0.6, 0, 0])
  })

  it('is by the parameters of the estate, in its currency', () => {
    const { costs } = fewFacts.facts
    const replication = { ...costs.replication, parameters: costs.replication.parameters.map((each) => ({ ...each, amount: each.amount * 2, currency: 'EUR', source: 'our contract' })) }
    const own = costOf(strategies.asr, { ...fewFacts.facts, costs: { replication, backup: { ...costs.backup, currency: 'EUR' } } })
    expect(own).toMatchObject({ currency: 'EUR', lines: own.lines.map(() => ({ source: 'our contract' })) })
    expect(own.monthly).toBeCloseTo(2 * costOf(strategies.asr, fewFacts.facts).monthly, 1)
  })

  it('is more with points that are kept for years', () => {
    const { backup } = strategies['backup-enhanced']
    const retention = { ...backup.policy.retention, yearly: { month: 1, dayOfMonth: 1, keepDays: 3_650 } }
    const longer = { id: 'longer', title: 'longer', backup: { ...backup, policy: { ...backup.policy, retention } } }
    expect(costOf(longer, fewFacts.facts).monthly).toBeGreaterThan(costOf(strategies['backup-enhanced'], fewFacts.facts).monthly)
  })
})
