import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlushErrorPolicy } from '../../../core/block/device-profile.ts'
import { FAULT_KINDS, FAULTS } from '../../../core/block/faults.ts'
import type { FaultKind } from '../../../core/block/faults.ts'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import type { Volume } from '../../../core/block/volume.ts'
import { randomStream } from '../../../core/sim/random.ts'
import { at, byteOf, DiskStage, sectorsOf } from './disk-stage.ts'

/** A disk on which one kind of fault strikes every request made from 1 ms to just before 2 ms. */
function stageWith(kind: FaultKind, options: ConstructorParameters<typeof DiskStage>[0] = {}): DiskStage {
  return new DiskStage({ ...options, faults: [{ kind, fromUs: 1000, toUs: 2000, oneIn: 1 }] })
}

const until = (stage: DiskStage, timeUs: number): Promise<void> => stage.kernel.sleep(timeUs - stage.kernel.now)

/** `ok`, or the code of the error. */
const outcome = (request: Promise<unknown>): Promise<string> =>
  request.then(() => 'ok', (error: { code?: string }) => error.code ?? String(error))

const read = (volume: Volume, sector: number): Promise<Uint8Array> => volume.read(at(sector), SECTOR_BYTES)

const content = (data: Uint8Array): number[] =>
  Array.from({ length: data.length / SECTOR_BYTES }, (_, sector) => byteOf(data.subarray(at(sector), at(sector + 1))))

/** What each sector may hold after a power cut now: the values in ascending order. */
function possible(stage: DiskStage, first: number, count: number): string[] {
  const { floors, pending } = stage.cursor().disks[0]!
  return Array.from({ length: count }, (_, index) => {
    const lba = first + index
    const values = new Set([byteOf(floors.read(at(lba), SECTOR_BYTES))])
    for (const write of pending) {
      const offset = lba - write.entry.storedLba
      if (write.sectors().includes(offset)) values.add(content(write.entry.data!)[offset]!)
    }
    return [...values].sort().join('')
  })
}

/** For each kind of fault: what it may leave and answer, and what not. */
const behaviours: Readonly<Record<FaultKind, () => Promise<void>>> = {
  async torn() {
    const lengths = new Set<number>()
    for (let seed = 0; seed < 20; seed++) {
      const stage = stageWith('torn', { seed: String(seed), fill: 7 })
      await stage.run(async () => {
        await until(stage, 1000)
        expect(await outcome(stage.volume.write(at(8), sectorsOf(1, 4)))).toBe('ok')
        await until(stage, 2000)
        await stage.volume.flush()
      })
      const left = stage.stored(7, 6)
      const stored = left.filter((byte) => byte === 1).length
      expect(left).toEqual([7, ...[0, 1, 2, 3].map((sector) => (sector < stored ? 1 : 7)), 7])
      expect(stage.durable(7, 6)).toEqual(left)
      lengths.add(stored)
    }
    expect([...lengths].sort()).toEqual([0, 1, 2, 3])
  },

  async lost() {
    const stage = stageWith('lost', { fill: 7 })
    await stage.run(async () => {
      await until(stage, 1000)
      expect(await outcome(stage.volume.write(at(0), sectorsOf(1)))).toBe('ok')
      expect(await outcome(stage.volume.discard(at(1), SECTOR_BYTES))).toBe('ok')
      expect(byteOf(await read(stage.volume, 0))).toBe(7)
      await until(stage, 2000)
      await stage.volume.flush()
    })
    expect(stage.durable(0, 2)).toEqual([7, 7])
    expect(stage.log.vector()).toEqual([2])
  },

  async misdirected() {
    const stage = stageWith('misdirected', { fill: 7 })
    await stage.run(async () => {
      await until(stage, 1000)
      expect(await outcome(stage.volume.write(at(19), sectorsOf(1, 2)))).toBe('ok')
      await until(stage, 2000)
      await stage.volume.flush()
    })
    const all = stage.stored(0, 64)
    const victim = all.indexOf(1)
    expect(all.flatMap((byte, sector) => (byte === 7 ? [] : [sector]))).toEqual([victim, victim + 1])
    expect(victim % 8).toBe(19 % 8)
    expect(victim).not.toBe(19)
    expect(stage.durable(0, 64)).toEqual(all)
  },

  async unserializable() {
    const shears = new Set<string>()
    for (let seed = 0; seed < 40; seed++) {
      const stage = stageWith('unserializable', { seed: String(seed), fill: 7 })
      const { volume } = stage
      const captured: unknown[] = []
      await stage.run(async () => {
        await volume.write(at(8), sectorsOf(1, 4))
        await until(stage, 1000)
        // Nothing to shear: nothing beneath it, or one sector only.
        await volume.write(at(32), sectorsOf(3, 4))
        await volume.write(at(6), sectorsOf(3, 3))
        expect(stage.faults!.fired).toEqual({})
        await volume.write(at(8), sectorsOf(1))
        await volume.write(at(8), sectorsOf(1, 4))
        stage.disk.onWriteCompleted = (entry) => captured.push([entry.lba, content(entry.data!)])
        expect(await outcome(volume.write(at(9), sectorsOf(2, 6)))).toBe('ok')
        await until(stage, 2000)
      })
      expect(stage.faults!.fired.unserializable).toBe(1)
      const left = stage.stored(8, 8)
      const shear = left.slice(1, 4)
      expect(left).toEqual([1, ...shear, 2, 2, 2, 7])
      expect(new Set(shear)).toEqual(new Set([1, 2]))
      shears.add(shear.join(''))
      // Nothing is durable yet; a sector that the write did not store never shows it.
      expect(possible(stage, 8, 8)).toEqual(['137', ...shear.map((byte) => (byte === 2 ? '127' : '17')), '27', '27', '27', '7'])
      expect(captured).toEqual([[9, [2, 2, 2, 2, 2, 2]]])
      await stage.run(() => volume.flush())
      expect(stage.durable(8, 8)).toEqual(left)
      expect(possible(stage, 8, 8)).toEqual(left.map(String))
    }
    expect([...shears].sort()).toEqual(['112', '121', '122', '211', '212', '221'])
  },

  async 'stale-read'() {
    const stage = stageWith('stale-read')
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(0), sectorsOf(1, 2))
      await volume.write(at(1), sectorsOf(2))
      await until(stage, 1000)
      expect(byteOf(await read(volume, 1))).toBe(1)
      expect(byteOf(await read(volume, 5))).toBe(0)
      await until(stage, 2000)
      expect(byteOf(await read(volume, 1))).toBe(2)
    })
    expect(stage.stored(0, 2)).toEqual([1, 2])
  },

  async 'latent-sector-error'() {
    const stage = stageWith('latent-sector-error')
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(4), sectorsOf(1, 4))
      await until(stage, 1000)
      expect(await outcome(volume.read(at(4), 4 * SECTOR_BYTES))).toBe('EIO')
      await until(stage, 2000)
      const answers: string[] = []
      for (const sector of [3, 4, 5, 6, 7, 8]) answers.push(await outcome(read(volume, sector)))
      expect(answers.filter((answer) => answer === 'EIO')).toHaveLength(1)
      const bad = answers.indexOf('EIO') + 3
      expect([4, 5, 6, 7]).toContain(bad)
      expect(await outcome(volume.read(at(0), 16 * SECTOR_BYTES))).toBe('EIO')
      await volume.write(at(bad), sectorsOf(2))
      expect(byteOf(await read(volume, bad))).toBe(2)
    })
  },

  async 'bit-rot'() {
    const places: string[] = []
    for (const seed of ['one', 'two']) {
      const stage = stageWith('bit-rot', { seed })
      const { volume } = stage
      await stage.run(async () => {
        await volume.write(at(4), sectorsOf(5, 4), { fua: true })
        await until(stage, 1000)
        const rotten = await volume.read(at(4), 4 * SECTOR_BYTES)
        const [flip, ...more] = [...rotten].flatMap((byte, place) => (byte === 5 ? [] : [{ place, bits: byte ^ 5 }]))
        expect(more).toEqual([])
        expect([1, 2, 4, 8, 16, 32, 64, 128]).toContain(flip!.bits)
        places.push(`${flip!.place}/${flip!.bits}`)
        await until(stage, 2000)
        expect(await volume.read(at(4), 4 * SECTOR_BYTES)).toEqual(rotten)
        expect(stage.cursor().disks[0]!.floors.read(at(4), 4 * SECTOR_BYTES)).toEqual(rotten)
        await volume.write(at(4), sectorsOf(6, 4), { fua: true })
        expect(stage.durable(4, 4)).toEqual([6, 6, 6, 6])
      })
      expect(stage.log.vector()).toEqual([2])
    }
    expect(places[0]).toBe(places[1])
  },

  async 'lying-flush'() {
    const stage = stageWith('lying-flush')
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(0), sectorsOf(1))
      await until(stage, 1000)
      expect(await outcome(volume.flush())).toBe('ok')
      expect(stage.durable(0, 1)).toEqual([0])
      expect(stage.stored(0, 1)).toEqual([1])
      await until(stage, 2000)
      await volume.flush()
      expect(stage.durable(0, 1)).toEqual([1])
    })
  },

  async 'error-once'() {
    const stage = stageWith('error-once')
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(0), sectorsOf(1), { fua: true })
      await until(stage, 1999)
      expect(await outcome(volume.write(at(0), sectorsOf(2), { fua: true }))).toBe('EIO')
      expect(await outcome(volume.flush())).toBe('ok')
      expect(byteOf(await read(volume, 0))).toBe(1)
      expect(stage.durable(0, 1)).toEqual([1])
      expect(await outcome(volume.write(at(0), sectorsOf(3)))).toBe('ok')
    })
    expect(stage.faults!.fired).toEqual({ 'error-once': 1 })
  },

  async 'read-error-once'() {
    const stage = stageWith('read-error-once')
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(4), sectorsOf(1), { fua: true })
      await until(stage, 1000)
      expect(await outcome(volume.write(at(5), sectorsOf(2), { fua: true }))).toBe('ok')
      expect(await outcome(read(volume, 4))).toBe('EIO')
      expect(byteOf(await read(volume, 4))).toBe(1)
      expect(await outcome(read(volume, 5))).toBe('EIO')
      expect(byteOf(await read(volume, 5))).toBe(2)
    })
    expect(stage.durable(4, 2)).toEqual([1, 2])
    expect(stage.faults!.fired).toEqual({ 'read-error-once': 2 })
  },

  async 'error-sticky'() {
    const results = await resultsOverTime('error-sticky', 30_000)
    expectStable(results, 'EIO', FAULTS['error-sticky'].stabilityUs)
    expect(FAULTS['error-sticky'].stabilityUs).toBe(1_000_000)
  },

  async 'error-then-clean'() {
    const stage = stageWith('error-then-clean')
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(0), sectorsOf(1))
      await until(stage, 1990)
      const failing = volume.flush()
      await volume.write(at(1), sectorsOf(2))
      expect(await outcome(failing)).toBe('EIO')
      expect(await outcome(volume.flush())).toBe('ok')
      expect(stage.stored(0, 2)).toEqual([1, 2])
      expect(stage.durable(0, 2)).toEqual([0, 2])
    })
    expect(stage.faults!.fired).toEqual({ 'error-then-clean': 1 })
  },

  async enospc() {
    expectStable(await resultsOverTime('enospc', 3000), 'ENOSPC', FAULTS.enospc.stabilityUs)
    const stage = stageWith('enospc')
    const { volume } = stage
    await stage.run(async () => {
      await until(stage, 1000)
      const answers = [volume.flush(), volume.discard(at(0), SECTOR_BYTES), volume.writeZeroes(at(0), SECTOR_BYTES), read(volume, 0)]
      expect(await Promise.all(answers.map(outcome))).toEqual(['ok', 'ok', 'ENOSPC', 'ok'])
    })
  },

  async stall() {
    const delays = new Set<number>()
    for (let seed = 0; seed < 10; seed++) {
      const stage = stageWith('stall', { seed: String(seed) })
      await stage.run(async () => {
        await until(stage, 1000)
        await stage.volume.write(at(0), sectorsOf(1))
        delays.add(stage.kernel.now - 1100)
      })
      expect(stage.stored(0, 1)).toEqual([1])
    }
    expect(delays.size).toBeGreaterThan(5)
    for (const delay of delays) {
      expect(delay).toBeGreaterThanOrEqual(5000)
      expect(delay).toBeLessThanOrEqual(250_000)
    }
  },

  async 'never-answers'() {
    const stage = stageWith('never-answers')
    const { volume, kernel } = stage
    const reason = await stage.run(async () => {
      await until(stage, 1000)
      stage.spawn('unlucky', () => stage.note('unlucky', volume.write(at(0), sectorsOf(1))))
      await until(stage, 2000)
      stage.spawn('behind it', () => stage.note('behind it', volume.write(at(0), sectorsOf(2))))
      await stage.note('elsewhere', volume.write(at(1), sectorsOf(3)))
    })
    expect([reason, stage.said, kernel.now]).toEqual(['idle', ['elsewhere@2100'], 2100])
    expect(stage.stored(0, 2)).toEqual([0, 3])
    expect(stage.cursor().disks[0]!.pending.map(({ entry }) => entry.completeSeq === null)).toEqual([true, false, true])
  },
}

interface TimedResult {
  readonly atUs: number
  readonly result: string
}

/** What 300 writes answer under a fault that strikes one in eight. */
async function resultsOverTime(kind: FaultKind, pauseUs: number): Promise<readonly TimedResult[]> {
  const stage = new DiskStage({ faults: [{ kind, fromUs: 0, toUs: Infinity, oneIn: 8 }] })
  const results: TimedResult[] = []
  await stage.run(async () => {
    for (let turn = 0; turn < 300; turn++) {
      const atUs = stage.kernel.now
      results.push({ atUs, result: await outcome(stage.volume.write(at(0), sectorsOf(1))) })
      await stage.kernel.sleep(pauseUs)
    }
  })
  return results
}

/** Once struck, everything is struck for so long, and afterwards requests may work again. */
function expectStable(results: readonly TimedResult[], code: string, stabilityUs: number): void {
  let stableUntil = -1
  const episodes: number[] = []
  for (const { atUs, result } of results) {
    if (atUs < stableUntil) expect(result).toBe(code)
    else if (result === code) {
      stableUntil = atUs + stabilityUs
      episodes.push(atUs)
    } else expect(result).toBe('ok')
  }
  expect(episodes.length).toBeGreaterThan(2)
  expect(results.filter(({ result }) => result === 'ok').length).toBeGreaterThan(20)
}

describe('each kind of fault', () => {
  it.each(FAULT_KINDS)('%s does what its row says and nothing else', (kind) => behaviours[kind]())

  it.each(FAULT_KINDS)('%s strikes only while its window is open', async (kind) => {
    const stage = stageWith(kind)
    const { volume } = stage
    const everything = async (): Promise<string[]> => {
      const requests = [
        volume.write(at(0), sectorsOf(1, 2)), volume.discard(at(2), SECTOR_BYTES), volume.writeZeroes(at(3), SECTOR_BYTES),
        read(volume, 8), volume.flush(),
      ]
      return Promise.all(requests.map(outcome))
    }
    await stage.run(async () => {
      await until(stage, 800)
      expect(await everything()).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
      expect(stage.faults!.fired).toEqual({})
      await until(stage, 2000)
      expect(await everything()).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
      expect(stage.faults!.fired).toEqual({})
      expect(stage.kernel.now).toBe(2100)
    })
    expect(stage.durable(0, 2)).toEqual([1, 1])
  })

  it.each(FAULT_KINDS)('%s draws nothing while its window is closed', async (kind) => {
    const traceOf = async (faults: readonly { kind: FaultKind; fromUs: number; toUs: number; oneIn: number }[]): Promise<string> => {
      const stage = new DiskStage({ faults, profile: { write: { minimumUs: 10, meanUs: 100 } } })
      await stage.run(async () => {
        for (let turn = 0; turn < 5; turn++) {
          await stage.volume.write(at(turn), sectorsOf(turn))
          await read(stage.volume, turn)
          await stage.volume.flush()
        }
      })
      const { trace, streams } = stage.kernel
      return [trace.hash(), streams.named(`fault/${kind}/db/data`).below(2 ** 32), streams.named('device/db/data/main').below(2 ** 32)].join()
    }
    expect(await traceOf([{ kind, fromUs: 1_000_000, toUs: 2_000_000, oneIn: 3 }])).toBe(await traceOf([]))
  })
})

describe('the stream of a fault', () => {
  /** How many sectors each operation's write stored, when half of them are torn. */
  async function storedBy(operations: readonly number[], streamSeed = 'plan'): Promise<ReadonlyMap<number, number>> {
    const stage = new DiskStage({ seed: streamSeed, faults: [{ kind: 'torn', fromUs: 0, toUs: 1_000_000, oneIn: 2 }] })
    await stage.run(async () => {
      for (const operation of operations) {
        stage.kernel.current!.beginOperation(operation)
        await stage.volume.write(at(8), sectorsOf(operation, 8))
      }
    })
    const stored = new Map<number, number>()
    for (let seq = 0; seq < stage.log.end; seq++) {
      const step = stage.log.step(seq)
      if (step.kind === 'write') stored.set(step.operation!, step.storedTo)
    }
    return stored
  }

  it('belongs to the operation: dropping one changes nothing for the others', async () => {
    const all = await storedBy([1, 2, 3, 4, 5, 6, 7, 8])
    const fewer = await storedBy([2, 5, 6, 8])
    expect(new Set(all.values()).size).toBeGreaterThan(2)
    for (const [operation, sectors] of fewer) expect(sectors).toBe(all.get(operation))
  })

  it('differs from seed to seed', async () => {
    expect(await storedBy([1, 2, 3, 4, 5, 6, 7, 8], 'other')).not.toEqual(await storedBy([1, 2, 3, 4, 5, 6, 7, 8]))
  })
})

describe('a flush that fails', () => {
  const policies: Readonly<Record<FlushErrorPolicy, { stored: number; durableAfterNext: number }>> = {
    'keep-dirty': { stored: 2, durableAfterNext: 2 },
    'mark-clean': { stored: 2, durableAfterNext: 1 },
    drop: { stored: 1, durableAfterNext: 1 },
  }

  it.each(Object.entries(policies))('%s: what reads back, and what the next flush makes durable', async (policy, expected) => {
    const stage = stageWith('error-once', { profile: { flushErrorPolicy: policy as FlushErrorPolicy } })
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(0), sectorsOf(1))
      await volume.flush()
      await volume.write(at(0), sectorsOf(2))
      await until(stage, 1950)
      const failing = volume.flush()
      await until(stage, 1990)
      expect(await outcome(failing)).toBe('EIO')
      await volume.write(at(1), sectorsOf(3))
      expect(byteOf(await read(volume, 0))).toBe(expected.stored)
      expect(await outcome(volume.flush())).toBe('ok')
    })
    expect(stage.stored(0, 2)).toEqual([expected.stored, 3])
    expect(stage.durable(0, 2)).toEqual([expected.durableAfterNext, 3])
  })
})

describe('a device that forgets what a failed flush covered', () => {
  it('keeps what was written while the flush was in flight, over what was durable before', async () => {
    const profile = { flushErrorPolicy: 'drop', flush: { minimumUs: 500, meanUs: 0 } } as const
    const stage = stageWith('error-once', { profile, fill: 7 })
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(0), sectorsOf(1, 3))
      await until(stage, 1950)
      const failing = volume.flush()
      await until(stage, 2000)
      await volume.write(at(1), sectorsOf(2))
      expect(stage.stored(0, 4)).toEqual([1, 2, 1, 7])
      expect(await outcome(failing)).toBe('EIO')
    })
    expect(stage.stored(0, 4)).toEqual([7, 2, 7, 7])
    expect(stage.durable(0, 4)).toEqual([7, 7, 7, 7])
  })
})

describe('the victim of a misdirected write', () => {
  it('lies on the disk, whole blocks away, and touches nothing of the target', () => {
    const place = fc.record({ lba: fc.nat(199), sectors: fc.integer({ min: 1, max: 40 }), diskSectors: fc.integer({ min: 8, max: 200 }) })
    fc.assert(
      fc.property(place, fc.string(), ({ lba, sectors, diskSectors }, name) => {
        fc.pre(lba + sectors <= diskSectors)
        const target = { kind: 'write', lba, sectors, contentDigest: 0, diskSectors, rewritten: null } as const
        const effect = FAULTS.misdirected.effect(target, randomStream(name))
        if (effect.type !== 'store') throw new Error('a misdirected write is stored somewhere')
        expect([effect.from, effect.to]).toEqual([0, sectors])
        expect(Math.abs(effect.lba - lba) % 8).toBe(0)
        expect(effect.lba).toBeGreaterThanOrEqual(0)
        expect(effect.lba + sectors).toBeLessThanOrEqual(diskSectors)
        if (effect.lba !== lba) expect(Math.abs(effect.lba - lba)).toBeGreaterThanOrEqual(sectors)
        // Where it is bound to fit elsewhere, it goes elsewhere.
        if (diskSectors - sectors - lba >= sectors + 8) expect(effect.lba).not.toBe(lba)
      }),
      { numRuns: 2000 },
    )
  })
})
