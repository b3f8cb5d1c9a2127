import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asrRetention, beyondRetention, policies, retained } from '../../../core/replication/index.ts'
import { createEstate } from './estate.ts'
import { keepForDays } from './retained-days.ts'

const MINUTE = 60_000_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

interface Cut {
  readonly cutAtUs: number
  readonly kind?: 'crash-consistent' | 'app-consistent'
}

const every = (count: number, everyUs: number): Cut[] =>
  Array.from({ length: count }, (_, index) => ({ cutAtUs: index * everyUs }))

describe('the retention of Site Recovery', () => {
  it.each<[days: number, hoursOf: readonly (readonly [untilHours: number, everyHours: number])[]]>([
    [0, []],
    [1, [[2, 0], [24, 1]]],
    [2, [[2, 0], [48, 2]]],
    [7, [[2, 0], [168, 2]]],
    [8, [[2, 0], [168, 2], [192, 4]]],
    [15, [[2, 0], [168, 2], [360, 4]]],
  ])('for %i days', (days, rules) => {
    const { thinning, maximumPoints } = asrRetention(days)
    expect(thinning.map(({ untilAgeUs, everyUs }) => [untilAgeUs / HOUR, everyUs / HOUR])).toEqual(rules)
    expect(maximumPoints).toBe(days === 0 ? 1 : null)
  })

  it('is a day by default', () => {
    expect(policies.asr.retention).toEqual(asrRetention(1))
  })

  it.each([-1, 16, 1.5])('refuses %s days', (days) => {
    expect(() => asrRetention(days)).toThrow(/asrRetention: days must be a whole number from 0 to 15/)
  })

  it('keeps 24 crash-consistent and 2 app-consistent points of the last two hours', async () => {
    const estate = await createEstate({ policy: policies.asr, thinkUs: 10_000_000 })
    await estate.run(5 * HOUR + 6 * MINUTE)
    const { points } = estate.replication
    const newest = points.at(-1)!
    const young = points.filter(({ cutAtUs }) => newest.availableAtUs - cutAtUs < 2 * HOUR)
    const count = (kind: string): number => young.filter((point) => point.kind === kind).length
    expect([count('crash-consistent'), count('app-consistent')]).toEqual([24, 2])
    // Of the hours before one point each, app-consistent where there is one: most of those go, too.
    const old = points.filter((point) => !young.includes(point))
    expect(old.map(({ cutAtUs }) => Math.floor(cutAtUs / HOUR))).toEqual([0, 1, 2, 3])
    expect(old.map(({ kind }) => kind)).toEqual(['crash-consistent', 'app-consistent', 'app-consistent', 'app-consistent'])
  })
})

describe('retained', () => {
  /** Of points whose age lies between these, in days, one in so many hours stays. */
  const bandsOf = (days: number): readonly (readonly [fromDays: number, toDays: number, hours: number])[] => {
    if (days === 0) return []
    if (days === 1) return [[2 / 24, 1, 1]]
    return days <= 7 ? [[2 / 24, days, 2]] : [[2 / 24, 7, 2], [7, days, 4]]
  }

  /** The rule in other words: what is wrong with the points that were kept, of all that ever were. */
  function wrongs(kept: readonly Cut[], all: readonly Cut[], nowUs: number, days: number): string[] {
    const older = (points: readonly Cut[], fromDays: number, toDays: number): Cut[] => points.filter((point) => {
      const age = (nowUs - point.cutAtUs) / DAY
      return point !== all.at(-1) && age >= fromDays && age < toDays
    })
    const found: string[] = []
    if (!kept.includes(all.at(-1)!)) found.push('the newest is gone')
    if (days > 0 && older(kept, 0, 2 / 24).length !== older(all, 0, 2 / 24).length) found.push('two hours are not whole')
    if (older(kept, days, Infinity).length > 0) found.push('some are too old')
    for (const [fromDays, toDays, hours] of bandsOf(days)) {
      const stepOf = ({ cutAtUs }: Cut): number => Math.floor(cutAtUs / (hours * HOUR))
      for (const step of new Set(older(all, fromDays, toDays).map(stepOf))) {
        const there = older(kept, fromDays, toDays).filter((point) => stepOf(point) === step)
        const youngest = (nowUs - (step + 1) * hours * HOUR) / DAY
        const oldest = (nowUs - step * hours * HOUR) / DAY
        if (there.length > 1) found.push(`${there.length} in one step`)
        if (youngest < fromDays || oldest >= toDays) continue
        const ofStep = all.filter((point) => stepOf(point) === step)
        const wanted = ofStep.find(({ kind }) => kind === 'app-consistent') ?? ofStep[0]
        if (there[0] !== wanted) found.push('not the one of its step that is preferred')
      }
    }
    return found
  }

  it('keeps what the rule says over 15 days with gaps, at every point that is made', () => {
    const history = fc.record({
      days: fc.constantFrom(0, 1, 3, 7, 8, 15),
      startMinutes: fc.nat(300),
      appEvery: fc.constantFrom(3, 12, 40, 1000),
      stretches: fc.array(
        fc.record({ points: fc.integer({ min: 1, max: 700 }), gapMinutes: fc.constantFrom(0, 7, 130, 600, 3000) }),
        { minLength: 4, maxLength: 10 },
      ),
    })
    fc.assert(
      fc.property(history, ({ days, startMinutes, appEvery, stretches }) => {
        const policy = asrRetention(days)
        const all: Cut[] = []
        let kept: readonly Cut[] = []
        let nowUs = startMinutes * MINUTE
        let madeAtUs = nowUs
        for (const { points, gapMinutes } of stretches) {
          for (let point = 0; point < points && nowUs < 16 * DAY; point++) {
            nowUs += 5 * MINUTE
            const kind = point % appEvery === 2 ? 'app-consistent' : 'crash-consistent'
            const made: Cut = { cutAtUs: nowUs - 5_000_000, kind }
            all.push(made)
            madeAtUs = nowUs
            kept = retained([...kept, made], nowUs, policy)
          }
          // Without a new point nothing goes, however long that takes.
          expect(wrongs(kept, all, madeAtUs, days)).toEqual([])
          expect(kept.every((point, index) => index === 0 || point.cutAtUs > kept[index - 1]!.cutAtUs)).toBe(true)
          nowUs += gapMinutes * MINUTE
        }
      }),
      { numRuns: 60 },
    )
  })

  it('counts an age of exactly two hours, or a day, as past them', () => {
    const nowUs = 48.5 * HOUR
    const ages = retained(every(12 * 48.5 + 1, 5 * MINUTE), nowUs, asrRetention(1)).map(({ cutAtUs }) => (nowUs - cutAtUs) / MINUTE)
    expect(ages.filter((age) => age < 150)).toEqual(Array.from({ length: 24 }, (_, index) => 115 - 5 * index))
    expect(ages.filter((age) => age >= 120)).toEqual([23 * 60 + 55, ...Array.from({ length: 22 }, (_, hour) => (23 - hour) * 60 + 30)])
  })

  it('keeps the same points as time goes on, until their rule ends', () => {
    const all = every(12 * 10 + 1, 5 * MINUTE)
    const once = retained(all, 10 * HOUR, asrRetention(1))
    const later = retained(once, 10 * HOUR + 3 * MINUTE, asrRetention(1))
    const gone = once.filter((point) => !later.includes(point))
    expect(gone.every(({ cutAtUs }) => cutAtUs >= 8 * HOUR - 5 * MINUTE)).toBe(true)
    expect(retained(once, 10 * HOUR, asrRetention(1))).toBe(once)
  })

  it('never removes the newest point, and obeys the maximum', () => {
    expect(retained(every(1, 1), 100 * HOUR, asrRetention(1))).toHaveLength(1)
    const few = retained(every(10, MINUTE), 9 * MINUTE, { ...asrRetention(1), maximumPoints: 4 })
    expect(few.map(({ cutAtUs }) => cutAtUs / MINUTE)).toEqual([6, 7, 8, 9])
  })

  it('gives back the images of points that go', async () => {
    const retention = { thinning: [{ untilAgeUs: HOUR, everyUs: 0 }], maximumPoints: 2 }
    const estate = await createEstate({ policy: { retention } })
    await estate.run(12_000)
    const first = estate.replication.points[0]!
    await estate.run(40_000)
    expect(estate.replication.points).toHaveLength(2)
    expect(() => first.images[0]!.fork()).toThrow(/released/)
  })
})

describe('points beyond retention', () => {
  it('stay while no new one comes, and are known for what they are (F16)', async () => {
    const faults = [{ kind: 'partition', fromUs: 40_000, toUs: null }] as const
    const policy = { retention: { thinning: [{ untilAgeUs: 20_000, everyUs: 0 }], maximumPoints: null } }
    const uplink = { ...policies.fast.uplink, faults }
    for (const [stuck, defects] of [[true, {}], [true, { rpoFromListing: true }], [false, {}]] as const) {
      const estate = await createEstate({ policy: { ...policy, defects, ...(stuck ? { uplink } : {}) } })
      await estate.run(90_000)
      const { replication, kernel } = estate
      const newest = replication.points.at(-1)!
      expect(replication.beyondRetention(newest)).toBe(stuck)
      expect(beyondRetention(newest, newest.cutAtUs + 19_999, replication.policy.retention)).toBe(false)
      const lossUs = kernel.now - newest.cutAtUs
      if ('rpoFromListing' in defects) expect(replication.rpoUs()).toBeLessThan(lossUs)
      else expect(replication.rpoUs()).toBe(lossUs)
    }
  })
})

describe('thinning', () => {
  it('may remove the only clean point, where a longer retention keeps one (F14)', () => {
    const corruptedAtUs = 3 * DAY + 30 * MINUTE
    const noticedAtUs = 5 * DAY
    const made = every(12 * 24 * 5, 5 * MINUTE)
    const clean = (days: number): number =>
      retained(made, noticedAtUs, asrRetention(days)).filter(({ cutAtUs }) => cutAtUs < corruptedAtUs).length
    expect(clean(1)).toBe(0)
    expect(clean(3)).toBeGreaterThan(0)
  })
})

describe('15 days of retention', () => {
  it('hold no more images on the 30th day than on the 16th', async () => {
    const { perDay } = await keepForDays(30)
    const [atFifteen, atThirty] = [perDay[15]!, perDay[29]!]
    expect(atFifteen.points).toBeGreaterThan(24 + 7 * 12 + 8 * 6 - 6)
    expect(Math.abs(atThirty.points - atFifteen.points)).toBeLessThanOrEqual(2)
    expect(Math.abs(atThirty.blocks - atFifteen.blocks) / atFifteen.blocks).toBeLessThan(0.05)
  })
})
