import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DNS_HOLDS, DnsCache, DnsClients, DnsZone } from '../../../core/net/index.ts'
import type { DnsAnswer, DnsClientGroup, DnsHold, DnsSource } from '../../../core/net/index.ts'
import { createStreams, Kernel } from '../../../core/sim/index.ts'

const SECOND = 1_000_000
const RECORD = { name: 'shop', target: 'home', ttlUs: 60 * SECOND } as const

const newKernel = (seed = 'dns') => new Kernel({ streams: createStreams(seed) })

/** A zone that keeps when it was asked. */
class AskedZone extends DnsZone {
  readonly asked: number[] = []
  readonly kernel: Kernel

  constructor(kernel: Kernel, ttlUs: number) {
    super({ kernel, records: [{ ...RECORD, ttlUs }] })
    this.kernel = kernel
  }

  override resolve(name: string): DnsAnswer | null {
    this.asked.push(this.kernel.now)
    return super.resolve(name)
  }
}

/** Lets time pass until an instant, whether or not anything happens. */
function at(kernel: Kernel, timeUs: number): Promise<unknown> {
  kernel.at(timeUs, () => {})
  return kernel.run({ timeLimitUs: timeUs })
}

describe('a zone', () => {
  it('answers with the record, and after a switch with the other target', () => {
    const zone = new DnsZone({ kernel: newKernel(), records: [RECORD] })
    expect(zone.resolve('shop')).toEqual({ target: 'home', ttlUs: 60 * SECOND })
    zone.switch('shop', 'away')
    expect(zone.resolve('shop')).toEqual({ target: 'away', ttlUs: 60 * SECOND })
    expect(zone.resolve('bank')).toBeNull()
  })

  it('shows a switch only when it has got about', async () => {
    const kernel = newKernel()
    const zone = new DnsZone({ kernel, records: [RECORD], propagationUs: 10 })
    zone.switch('shop', 'away')
    await at(kernel, 9)
    expect(zone.resolve('shop')!.target).toBe('home')
    await at(kernel, 10)
    expect(zone.resolve('shop')!.target).toBe('away')
  })

  it.each([
    [() => new DnsZone({ kernel: newKernel(), records: [RECORD, RECORD] }), /DnsZone\.records: shop is there twice/],
    [() => new DnsZone({ kernel: newKernel(), records: [{ ...RECORD, ttlUs: -1 }] }), /DnsRecord\.ttlUs of shop: .* got -1/],
    [() => new DnsZone({ kernel: newKernel(), records: [], propagationUs: 0.5 }), /DnsZone\.propagationUs/],
    [() => new DnsZone({ kernel: newKernel(), records: [] }).switch('shop', 'away'), /DnsZone\.switch: there is no record shop/],
  ])('refuses what makes no sense (%#)', (make, message) => {
    expect(make).toThrow(message)
  })
})

describe('a cache', () => {
  it('asks again when the time to live is over, not before', async () => {
    const kernel = newKernel()
    const zone = new DnsZone({ kernel, records: [RECORD] })
    const cache = new DnsCache({ kernel, from: zone })
    cache.resolve('shop')
    zone.switch('shop', 'away')
    await at(kernel, 60 * SECOND - 1)
    expect(cache.resolve('shop')).toEqual({ target: 'home', ttlUs: 1 })
    await at(kernel, 60 * SECOND)
    expect(cache.resolve('shop')).toEqual({ target: 'away', ttlUs: 60 * SECOND })
  })

  it('passes on what is left of the time, so that a chain of caches is no older than one', async () => {
    const kernel = newKernel()
    const zone = new DnsZone({ kernel, records: [RECORD] })
    const resolver = new DnsCache({ kernel, from: zone })
    const client = new DnsCache({ kernel, from: resolver })
    resolver.resolve('shop')
    await at(kernel, 45 * SECOND)
    expect(client.resolve('shop')).toEqual({ target: 'home', ttlUs: 15 * SECOND })
    expect(client.expiresAtUs('shop')).toBe(60 * SECOND)
    zone.switch('shop', 'away')
    await at(kernel, 60 * SECOND)
    expect(client.resolve('shop')!.target).toBe('away')
  })

  it.each([
    [DNS_HOLDS['never-asks-again'], Infinity],
    [DNS_HOLDS['half-an-hour'], 1800 * SECOND],
    [DNS_HOLDS['well-behaved'], 60 * SECOND],
    [{ atLeastUs: 5 }, 60 * SECOND],
  ] as readonly [DnsHold, number][])('that holds as %j keeps an answer of a minute for %d µs', (hold, heldUs) => {
    const kernel = newKernel()
    const cache = new DnsCache({ kernel, from: new DnsZone({ kernel, records: [RECORD] }), hold })
    expect(cache.peek('shop')).toBeNull()
    expect(cache.resolve('shop')!.ttlUs).toBe(heldUs)
    expect([cache.peek('shop'), cache.expiresAtUs('shop')]).toEqual(['home', heldUs])
  })

  it('keeps nothing of a name that is not there', () => {
    const kernel = newKernel()
    const cache = new DnsCache({ kernel, from: new DnsZone({ kernel, records: [] }) })
    expect([cache.resolve('shop'), cache.expiresAtUs('shop')]).toEqual([null, 0])
    const none: DnsSource = { resolve: () => null }
    expect(() => new DnsCache({ kernel, from: none, hold: { atLeastUs: -1 } })).toThrow(/DnsHold\.atLeastUs/)
  })
})

interface Moved {
  readonly reached: readonly (number | null)[]
  readonly told: readonly number[]
  readonly asked: readonly number[]
}

/** Clients of a world in which the name is switched, and the new target answers, each at its time. */
async function move(
  groups: readonly DnsClientGroup[],
  { ttlUs = 60 * SECOND, switchUs = 100 * SECOND, serveUs = 0, untilUs = 10_000 * SECOND, seed = 'move' } = {},
): Promise<Moved> {
  const kernel = newKernel(seed)
  const zone = new AskedZone(kernel, ttlUs)
  const told: number[] = []
  const clients = new DnsClients({ kernel, zone, name: 'shop', groups, onReached: (client) => void told.push(client) })
  zone.asked.length = 0
  kernel.at(switchUs, () => zone.switch('shop', 'away'))
  kernel.at(serveUs, () => clients.serve('away'))
  await at(kernel, untilUs)
  return { reached: clients.reachedUs, told, asked: [...zone.asked] }
}

const group = (more: Partial<DnsClientGroup> = {}): DnsClientGroup => ({ count: 50, everyUs: 7 * SECOND, ...more })

describe('clients', () => {
  it('come to the new target after the switch, and no later than a time to live and one request', async () => {
    const { reached, told } = await move([group()])
    for (const atUs of reached) {
      expect(atUs).toBeGreaterThanOrEqual(100 * SECOND)
      expect(atUs).toBeLessThanOrEqual((100 + 60 + 7) * SECOND)
    }
    expect([...told].sort((a, b) => a - b)).toEqual(reached.map((_, client) => client))
    // They are spread over that time, each by its own phase.
    expect(Math.max(...reached.map((atUs) => atUs!)) - Math.min(...reached.map((atUs) => atUs!))).toBeGreaterThan(30 * SECOND)
  })

  it('ask exactly when they have a request and hold nothing any more', async () => {
    await fc.assert(fc.asyncProperty(
      fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 100 }), fc.nat(2_000), fc.string({ maxLength: 3 }),
      async (ttlUs, everyUs, switchUs, seed) => {
        const { reached, asked } = await move([{ count: 1, everyUs }], { ttlUs, switchUs, seed, untilUs: 5_000 })
        asked.slice(1).forEach((atUs, index) => {
          const gapUs = atUs - asked[index]!
          expect(gapUs % everyUs).toBe(0)
          expect(gapUs).toBeGreaterThanOrEqual(ttlUs)
          expect(gapUs - everyUs).toBeLessThan(Math.max(ttlUs, 1))
        })
        // The first to ask after the switch is the one that comes to the target, which answers all the time.
        expect(reached).toEqual([asked.find((atUs) => atUs >= switchUs)])
      },
    ))
  })

  it('come to a target that answers only later with their next request after that', async () => {
    const { reached } = await move([group()], { switchUs: 0, serveUs: 1000 * SECOND })
    for (const atUs of reached) {
      expect(atUs).toBeGreaterThanOrEqual(1000 * SECOND)
      expect(atUs).toBeLessThan(1007 * SECOND)
    }
  })

  it('behind one resolver switch together, when its answer ends', async () => {
    const { reached, asked } = await move([group({ resolver: 'isp', everyUs: SECOND })], { switchUs: 0 })
    const times = reached.map((atUs) => atUs!)
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(SECOND)
    // One question, not one for each client.
    expect(asked.length).toBeLessThanOrEqual(1)
    const apart = await move([group({ everyUs: SECOND })], { switchUs: 0 })
    expect(apart.asked.length).toBeGreaterThanOrEqual(50)
  })

  it('that hold on come late, or never', async () => {
    const { reached } = await move([
      group({ count: 3, hold: { atLeastUs: 3600 * SECOND } }), group({ count: 3, hold: 'for-ever' }), group({ count: 3 }),
    ])
    expect(Math.max(...reached.slice(0, 3).map((atUs) => atUs!))).toBeGreaterThan(167 * SECOND)
    expect(Math.max(...reached.slice(0, 3).map((atUs) => atUs!))).toBeLessThanOrEqual((100 + 3607) * SECOND)
    expect(reached.slice(3, 6)).toEqual([null, null, null])
    expect(reached.slice(6).every((atUs) => atUs !== null && atUs <= 167 * SECOND)).toBe(true)
  })

  it('that hold an answer for hours have an age like any other', async () => {
    const hours = 5 * 3600 * SECOND
    const { reached } = await move([group({ hold: { atLeastUs: hours } })], { untilUs: 2 * hours })
    const times = reached.map((atUs) => atUs!)
    expect(Math.max(...times)).toBeGreaterThan(hours / 2)
    expect(Math.min(...times)).toBeLessThan(hours / 2)
  })

  it('never come to a target that has ceased to answer', async () => {
    const kernel = newKernel()
    const zone = new DnsZone({ kernel, records: [RECORD] })
    const clients = new DnsClients({ kernel, zone, name: 'shop', groups: [group({ count: 5 })] })
    clients.serve('away')
    clients.fail('away')
    zone.switch('shop', 'away')
    await at(kernel, 500 * SECOND)
    expect(clients.reachedUs).toEqual([null, null, null, null, null])
    clients.serve('away')
    await at(kernel, 507 * SECOND)
    expect(clients.reachedUs.every((atUs) => atUs !== null)).toBe(true)
  })

  it('take longer the longer the time to live', async () => {
    const slowest = async (ttlUs: number) => Math.max(...(await move([group()], { ttlUs })).reached.map((atUs) => atUs!))
    const [none, minute, hour] = [await slowest(0), await slowest(60 * SECOND), await slowest(3600 * SECOND)]
    expect(none).toBeLessThanOrEqual(107 * SECOND)
    expect(minute).toBeGreaterThan(none)
    expect(hour).toBeGreaterThan(minute + 600 * SECOND)
  })

  it('are refused where they make no sense', () => {
    const kernel = newKernel()
    const zone = new DnsZone({ kernel, records: [RECORD] })
    const make = (name: string, more: Partial<DnsClientGroup>) => () => new DnsClients({ kernel, zone, name, groups: [group(more)] })
    expect(make('bank', {})).toThrow(/DnsClients\.name: the zone has no record bank/)
    expect(make('shop', { count: 0 })).toThrow(/DnsClients\.groups\[0\]\.count: must be a whole number ≥ 1, got 0/)
    expect(make('shop', { everyUs: 0.5 })).toThrow(/DnsClients\.groups\[0\]\.everyUs/)
  })
})
