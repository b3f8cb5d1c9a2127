import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Link, LINK_PROFILES } from '../../../core/net/index.ts'
import type { LinkFault, LinkProfile } from '../../../core/net/index.ts'
import { Kernel } from '../../../core/sim/kernel.ts'
import { createStreams } from '../../../core/sim/random.ts'

const PLAIN: LinkProfile = { ...LINK_PROFILES.instant, name: 'plain', minimumLatencyUs: 100 }

function setUp(profile: Partial<LinkProfile> = {}, faults: readonly LinkFault[] = [], seed = 'link') {
  const kernel = new Kernel({ streams: createStreams(seed) })
  const link = new Link({ kernel, name: 'a', profile: { ...PLAIN, ...profile }, faults })
  const arrivals: { message: number; atUs: number }[] = []
  const send = (message: number, atUs: number, bytes = 1000): void =>
    void kernel.at(atUs, () => link.send(bytes, () => void arrivals.push({ message, atUs: kernel.now })))
  return { kernel, link, arrivals, send }
}

describe('Link', () => {
  it('delivers after the latency, and without one at once', async () => {
    const { kernel, arrivals, send, link } = setUp()
    send(1, 10)
    await kernel.run()
    expect(arrivals).toEqual([{ message: 1, atUs: 110 }])
    expect(link.deliveredBytes).toBe(1000)
  })

  it('sends one message after the other at its bandwidth', async () => {
    const { kernel, arrivals, send } = setUp({ bytesPerSecond: 1_000_000 })
    send(1, 0)
    send(2, 0, 500)
    await kernel.run()
    expect(arrivals.map(({ atUs }) => atUs)).toEqual([1_100, 1_600])
  })

  it('keeps the order whatever latency, jitter and loss are, and delivers everything once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 4 }), fc.array(fc.nat(3_000), { maxLength: 30 }), async (seed, times) => {
        const unsteady = { meanLatencyUs: 300, jitterUs: 900, lossOneIn: 4, retransmissionTimeoutUs: 2_000 }
        const { kernel, arrivals, send, link } = setUp(unsteady, [], seed)
        times.sort((a, b) => a - b).forEach((atUs, message) => send(message, atUs))
        await kernel.run()
        expect(arrivals.map(({ message }) => message)).toEqual(times.map((_, message) => message))
        arrivals.forEach(({ atUs }, message) => expect(atUs).toBeGreaterThanOrEqual(times[message]! + 100))
        expect(link.inFlight).toBe(0)
      }),
    )
  })

  it('delays a lost message by the retransmission time-out, and counts it', async () => {
    const loss: LinkFault = { kind: 'loss', fromUs: 0, toUs: 50_000, oneIn: 2 }
    const { kernel, arrivals, send, link } = setUp({ retransmissionTimeoutUs: 7_000 }, [loss])
    for (let message = 0; message < 40; message++) send(message, message * 1_000)
    for (let message = 40; message < 60; message++) send(message, 500_000 + message * 1_000)
    await kernel.run()
    expect(link.retransmissions).toBeGreaterThan(10)
    expect(arrivals.slice(40).every(({ atUs, message }) => atUs === 500_100 + message * 1_000)).toBe(true)
    expect(arrivals.some(({ atUs, message }) => atUs >= message * 1_000 + 7_000)).toBe(true)
  })

  it('delivers nothing during a partition and everything, in order, after it', async () => {
    const { kernel, arrivals, send, link } = setUp({}, [{ kind: 'partition', fromUs: 1_000, toUs: 5_000 }])
    send(1, 850)
    send(2, 950)
    send(3, 2_000)
    send(4, 6_000)
    await kernel.run({ timeLimitUs: 4_999 })
    expect(arrivals).toEqual([{ message: 1, atUs: 950 }])
    expect(link.inFlight).toBe(2_000)
    await kernel.run()
    expect(arrivals.slice(1)).toEqual([
      { message: 2, atUs: 5_100 },
      { message: 3, atUs: 5_100 },
      { message: 4, atUs: 6_100 },
    ])
  })

  it('never delivers through a partition without end, and the run comes to rest', async () => {
    const { kernel, arrivals, send } = setUp({}, [{ kind: 'partition', fromUs: 0, toUs: null }])
    send(1, 10)
    expect(await kernel.run()).toBe('idle')
    expect(arrivals).toEqual([])
  })

  it('holds everything while it is down', async () => {
    const { kernel, arrivals, send, link } = setUp()
    send(1, 10)
    kernel.at(50, () => link.setDown(true))
    send(2, 60)
    kernel.at(900, () => link.setDown(false))
    await kernel.run()
    expect(arrivals).toEqual([{ message: 1, atUs: 1_000 }, { message: 2, atUs: 1_000 }])
  })

  it('forgets what is under way when its sender is lost', async () => {
    const { kernel, arrivals, send, link } = setUp()
    send(1, 10)
    send(2, 10)
    kernel.at(50, () => expect(link.drop()).toBe(2_000))
    send(3, 60)
    await kernel.run()
    expect(arrivals).toEqual([{ message: 3, atUs: 160 }])
  })

  it('draws nothing for what is switched off', async () => {
    const { kernel, send } = setUp()
    for (let message = 0; message < 5; message++) send(message, message)
    await kernel.run()
    expect(kernel.streams.named('link/a').below(1_000_000)).toBe(createStreams('link').named('link/a').below(1_000_000))
  })

  it.each([
    [{ minimumLatencyUs: -1 }, /minimumLatencyUs.*got -1/],
    [{ bytesPerSecond: 0 }, /bytesPerSecond.*got 0/],
    [{ lossOneIn: 1 }, /lossOneIn.*got 1/],
  ])('refuses the profile %j', (profile, message) => {
    expect(() => setUp(profile)).toThrow(message)
  })

  it('refuses faults and messages that make no sense', () => {
    expect(() => setUp({}, [{ kind: 'partition', fromUs: 5, toUs: 5 }])).toThrow(/5 to 5/)
    expect(() => setUp({}, [{ kind: 'loss', fromUs: 0, toUs: null, oneIn: 1 }])).toThrow(/oneIn.*got 1/)
    expect(() => setUp().link.send(-1, () => {})).toThrow(/got -1/)
  })
})
