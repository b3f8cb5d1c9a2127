import { describe, expect, it } from 'vitest'
import { policies } from '../../../core/replication/index.ts'
import { createEstate } from './estate.ts'
import type { Estate } from './estate.ts'

const MILLISECOND = 1_000
/** 128 KiB take 50 ms. */
const slow = { initialBytesPerSecond: 2_621_440, appPointIntervalUs: 0 }

const crash = ({ machines, prefix }: Estate): void => machines[0]!.powerCut([prefix(0, 3), prefix(1, 3)])

describe('the first full copy', () => {
  it('is a phase: no protection until it is done', async () => {
    const estate = await createEstate({ policy: slow })
    const { replication } = estate
    expect(replication.phase).toBe('initial-replication')
    await estate.run(49 * MILLISECOND)
    expect([replication.phase, replication.points.length]).toEqual(['initial-replication', 0])
    // What is captured meanwhile waits for it.
    expect(replication.lagUs()).toBeGreaterThan(45 * MILLISECOND)
    await estate.run(60 * MILLISECOND)
    expect(replication.phase).toBe('protected')
    expect(replication.points.length).toBeGreaterThan(0)
    expect(replication.lagUs()).toBeLessThan(10 * MILLISECOND)
  })

  it('is in the trace', async () => {
    const { kernel, run } = await createEstate({ policy: slow })
    await run(60 * MILLISECOND)
    const phases = []
    for (let index = 0; index < kernel.trace.length; index++) {
      const { kind, atUs } = kernel.trace.event(index)!
      if (kind === 'initial replication' || kind === 'protected') phases.push([kind, atUs])
    }
    expect(phases).toEqual([['initial replication', expect.any(Number)], ['protected', expect.any(Number)]])
    expect(Number(phases[1]![1]) - Number(phases[0]![1])).toBe(50 * MILLISECOND)
  })

  it.each(['region', 'machine'] as const)('leaves nothing to fail over to when the %s is lost in it', async (extent) => {
    const estate = await createEstate({ policy: slow })
    const { replication, machines } = estate
    await estate.run(30 * MILLISECOND)
    replication.loseSource(extent)
    for (const machine of machines) machine.lose()
    await estate.run(200 * MILLISECOND)
    expect(replication.points).toEqual([])
    expect(replication.phase).toBe('lost')
    const reason = extent === 'region' ? 'cache-store-lost' : 'initial-replication'
    expect(replication.latest()).toEqual({ ok: false, reason })
    expect(replication.rpoUs()).toBe(Infinity)
  })

  it('stands still while the machine is down, and then goes on where it was', async () => {
    const estate = await createEstate({ policy: slow })
    const { replication, machines } = estate
    await estate.run(30 * MILLISECOND)
    crash(estate)
    await estate.run(100 * MILLISECOND)
    expect(replication.phase).toBe('initial-replication')
    machines[0]!.boot(() => {})
    await estate.run(119 * MILLISECOND)
    expect(replication.phase).toBe('initial-replication')
    await estate.run(140 * MILLISECOND)
    expect(replication.phase).toBe('protected')
    replication.disks.forEach(({ replica }, disk) => expect(replica.equals(machines[0]!.disks[disk]!.image)).toBe(true))
  })

  it('goes by the size that the owner ordered', async () => {
    const provisionedBytes = { 'machine0/journal': 1_000_000, 'machine0/table': 1_000_000 }
    const estate = await createEstate({ policy: { ...slow, initialBytesPerSecond: 20_000_000 }, enable: { provisionedBytes } })
    await estate.run(99 * MILLISECOND)
    expect(estate.replication.phase).toBe('initial-replication')
    await estate.run(101 * MILLISECOND)
    expect(estate.replication.phase).toBe('protected')
    expect(estate.replication.statistics().initialBytes).toBe(2_000_000)
  })

  it('of an estate takes as long as all of it', async () => {
    const estate = await createEstate({ machines: 2, policy: slow })
    await estate.run(99 * MILLISECOND)
    expect(estate.replication.phase).toBe('initial-replication')
    await estate.run(120 * MILLISECOND)
    expect(estate.replication.phase).toBe('protected')
    expect(policies.asr.initialBytesPerSecond).toBeGreaterThan(0)
  })
})
