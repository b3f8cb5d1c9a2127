import { describe, expect, it } from 'vitest'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import { at, byteOf, content, DiskStage, sectorsOf } from './disk-stage.ts'

describe('the queue of a disk', () => {
  it('works on no more requests at once than its depth', async () => {
    const stage = new DiskStage({ profile: { queueDepth: 2 } })
    await stage.run(async () => {
      await Promise.all([0, 8, 16, 24, 32].map((lba) => stage.note(`w${lba}`, stage.volume.write(at(lba), sectorsOf(1)))))
    })
    expect(stage.said).toEqual(['w0@100', 'w8@100', 'w16@200', 'w24@200', 'w32@300'])
  })

  it('serialises what overlaps and lets the rest pass', async () => {
    const stage = new DiskStage()
    const { volume } = stage
    await stage.run(async () => {
      await Promise.all([
        stage.note('first', volume.write(at(0), sectorsOf(1, 2))),
        stage.note('overlaps', volume.write(at(1), sectorsOf(2, 2))),
        stage.note('behind both', volume.discard(at(2), SECTOR_BYTES)),
        stage.note('elsewhere', volume.write(at(9), sectorsOf(4))),
      ])
    })
    expect(stage.said).toEqual(['first@100', 'elsewhere@100', 'overlaps@200', 'behind both@300'])
    expect(stage.stored(0, 3)).toEqual([1, 2, 0])
  })

  it('makes a read wait for the write before it, and a write for the read before it', async () => {
    const stage = new DiskStage()
    const { volume } = stage
    await stage.run(async () => {
      const write = stage.note('write', volume.write(at(0), sectorsOf(1)))
      const read = volume.read(at(0), SECTOR_BYTES).then((bytes) => stage.say(`read ${byteOf(bytes)}`))
      const second = stage.note('second write', volume.write(at(0), sectorsOf(2)))
      await Promise.all([write, read, second])
    })
    expect(stage.said).toEqual(['write@100', 'read 1@110', 'second write@210'])
  })

  it('serves reads of one place together', async () => {
    const stage = new DiskStage()
    await stage.run(async () => {
      await Promise.all(['a', 'b'].map((name) => stage.note(name, stage.volume.read(at(0), SECTOR_BYTES))))
    })
    expect(stage.said).toEqual(['a@10', 'b@10'])
  })

  it('completes in another order than it was given, once latencies vary', async () => {
    const stage = new DiskStage({ profile: { write: { minimumUs: 10, meanUs: 100 } } })
    await stage.run(async () => {
      await Promise.all([0, 8, 16, 24, 32, 40].map((lba) => stage.volume.write(at(lba), sectorsOf(lba + 1))))
    })
    const completions: number[] = []
    for (let seq = 0; seq < stage.log.end; seq++) {
      const step = stage.log.step(seq)
      if (step.kind === 'write' && step.completeSeq === seq) completions[step.diskPosition - 1] = step.lba
    }
    expect([...completions].sort((one, other) => one - other)).toEqual([0, 8, 16, 24, 32, 40])
    expect(completions).not.toEqual([0, 8, 16, 24, 32, 40])
    expect(stage.log.vector()).toEqual([6])
  })

  it('shares its bandwidth among all transfers', async () => {
    const stage = new DiskStage({ profile: { bytesPerSecond: 1_000_000 } })
    const { volume } = stage
    await stage.run(async () => {
      await Promise.all([
        stage.note('a', volume.write(at(0), sectorsOf(1))),
        stage.note('b', volume.write(at(8), sectorsOf(1, 2))),
        stage.note('c', volume.read(at(16), SECTOR_BYTES)),
        stage.note('nothing to transfer', volume.discard(at(24), SECTOR_BYTES)),
      ])
    })
    expect(stage.said).toEqual(['nothing to transfer@100', 'a@512', 'b@1536', 'c@2048'])
  })
})

describe('what a disk makes durable', () => {
  it('by a flush: what had completed when the flush was submitted, no more', async () => {
    const stage = new DiskStage()
    const { volume } = stage
    await stage.run(async () => {
      await volume.write(at(0), sectorsOf(1))
      const late = volume.write(at(1), sectorsOf(2))
      await stage.kernel.sleep(60)
      const flush = volume.flush()
      await late
      await flush
      stage.say('flushed')
      expect(stage.durable(0, 2)).toEqual([1, 0])
      expect(stage.stored(0, 2)).toEqual([1, 2])
      await volume.flush()
      expect(stage.durable(0, 2)).toEqual([1, 2])
    })
    expect(stage.said).toEqual(['flushed@210'])
  })

  it('by FUA: the write itself', async () => {
    const stage = new DiskStage()
    await stage.run(async () => {
      await stage.volume.write(at(0), sectorsOf(1))
      await stage.volume.write(at(1), sectorsOf(2), { fua: true })
      await stage.volume.writeZeroes(at(2), SECTOR_BYTES)
    })
    expect(stage.durable(0, 2)).toEqual([0, 2])
  })

  it('by completion alone, when it writes through', async () => {
    const stage = new DiskStage({ profile: { cache: 'write-through' } })
    await stage.run(() => stage.volume.write(at(0), sectorsOf(1)))
    expect(stage.durable(0, 1)).toEqual([1])
  })

  it('keeps the data as it was at the call', async () => {
    const stage = new DiskStage()
    await stage.run(async () => {
      const data = sectorsOf(1)
      const write = stage.volume.write(at(0), data)
      data.fill(9)
      await write
      const read = await stage.volume.read(at(0), SECTOR_BYTES)
      read.fill(8)
    })
    expect(stage.stored(0, 1)).toEqual([1])
  })
})

describe('a disk that is held', () => {
  it('takes no new writes, goes on with those in flight, answers reads, and keeps the order', async () => {
    const stage = new DiskStage()
    const { volume, disk, log, kernel } = stage
    kernel.at(50, () => disk.hold())
    kernel.at(500, () => {
      expect(log.end).toBe(2)
      disk.release()
      expect(disk.holding).toBe(false)
    })
    await stage.run(async () => {
      const early = stage.note('early', volume.write(at(0), sectorsOf(1)))
      await kernel.sleep(60)
      expect(disk.holding).toBe(true)
      const held = [1, 2, 3].map((value) => stage.note(`held ${value}`, volume.write(at(8), sectorsOf(value))))
      const flush = stage.note('flush', volume.flush())
      await stage.note('read', volume.read(at(8), SECTOR_BYTES))
      await Promise.all([early, flush, ...held])
    })
    expect(stage.said).toEqual(['read@70', 'early@100', 'flush@550', 'held 1@600', 'held 2@700', 'held 3@800'])
    expect(stage.stored(8, 1)).toEqual([3])
  })

  it('forgets what it held when its machine goes: a later release writes nothing', async () => {
    const stage = new DiskStage()
    stage.disk.hold()
    stage.kernel.at(10, () => {
      stage.group.kill()
      stage.disk.kill()
      stage.disk.release()
    })
    await stage.run(() => stage.volume.write(at(0), sectorsOf(1)))
    expect(stage.log.end).toBe(0)
  })

  it('holds requests that would else complete within the call', async () => {
    const stage = new DiskStage({ profile: DEVICE_PROFILES.instant })
    stage.disk.hold()
    stage.kernel.at(30, () => stage.disk.release())
    await stage.run(() => stage.note('write', stage.volume.write(at(0), sectorsOf(1))))
    expect(stage.said).toEqual(['write@30'])
  })
})

describe('a disk whose machine is gone', () => {
  it('answers nothing, ever, and stores nothing more', async () => {
    const stage = new DiskStage()
    stage.kernel.at(50, () => {
      stage.group.kill()
      stage.disk.kill()
    })
    const reason = await stage.run(async () => {
      try {
        await stage.volume.write(at(0), sectorsOf(1))
        stage.say('answered')
      } finally {
        stage.say('finally')
      }
    })
    expect([reason, stage.said, stage.log.end]).toEqual(['idle', [], 1])
    expect(stage.stored(0, 1)).toEqual([0])
  })

  it('does not answer a device without latency either', async () => {
    const stage = new DiskStage({ profile: DEVICE_PROFILES.instant })
    stage.disk.kill()
    await stage.run(() => stage.note('write', stage.volume.write(at(0), sectorsOf(1))))
    expect(stage.said).toEqual([])
  })

  it('keeps of the writes in flight what an operating-system reset says, and completes them', async () => {
    const stage = new DiskStage()
    const { volume } = stage
    stage.kernel.at(50, () => {
      stage.group.kill()
      stage.disk.abortInFlight((entry) => (entry.lba === 0 ? { from: 1, to: 3 } : { from: 0, to: 0 }))
    })
    await stage.run(async () => {
      await Promise.all([volume.write(at(0), sectorsOf(1, 4)), volume.write(at(8), sectorsOf(2)), volume.flush()])
    })
    expect(stage.stored(0, 4)).toEqual([0, 1, 1, 0])
    expect(stage.stored(8, 1)).toEqual([0])
    expect(stage.log.vector()).toEqual([2])
    const [disk] = stage.cursor().disks
    expect(disk!.pending.flatMap((write) => write.sectors())).toEqual([1, 2])
    expect(content(disk!.floors, 0, 4)).toEqual([0, 0, 0, 0])
  })
})

describe('a device without latency', () => {
  it('completes in the call, takes no time and costs no event', async () => {
    const stage = new DiskStage({ profile: DEVICE_PROFILES.instant })
    const { kernel, volume } = stage
    await stage.run(async () => {
      const write = volume.write(at(0), sectorsOf(1))
      expect(stage.stored(0, 1)).toEqual([1])
      expect(kernel.pending).toBe(0)
      await write
      await volume.flush()
      expect(byteOf(await volume.read(at(0), SECTOR_BYTES))).toBe(1)
      expect(kernel.pending).toBe(0)
    })
    expect(kernel.now).toBe(0)
    expect(stage.durable(0, 1)).toEqual([1])
  })

  it('lets an endless loop come to rest at the event limit', async () => {
    const stage = new DiskStage({ profile: DEVICE_PROFILES.instant })
    const endless = async (): Promise<void> => {
      for (;;) await stage.volume.read(at(0), SECTOR_BYTES)
    }
    expect(await stage.run(endless, { eventLimit: 1000 })).toBe('event-limit')
  })
})

describe('the write log of a disk', () => {
  it('says who wrote what, when, and for which operation', async () => {
    const stage = new DiskStage()
    await stage.run(async () => {
      await stage.kernel.sleep(5)
      stage.kernel.current!.beginOperation(42)
      await stage.volume.write(at(3), sectorsOf(1, 2), { label: 'commit', fua: true })
      await stage.volume.flush({ label: 'barrier' })
    })
    expect(stage.log.step(0)).toBe(stage.log.step(1))
    expect(stage.log.step(0)).toMatchObject({
      kind: 'write', lba: 3, sectors: 2, fua: true, operation: 42, process: 'main', label: 'commit',
      submitSeq: 0, submitAt: 5, completeSeq: 1, completeAt: 105, diskPosition: 1, failed: false,
    })
    expect(stage.log.step(2)).toMatchObject({ kind: 'flush', operation: 42, label: 'barrier', submitSeq: 2, completeSeq: 3 })
  })

  it('tells the filter driver of each successful write, in the order of completion', async () => {
    const stage = new DiskStage({ faults: [{ kind: 'error-once', fromUs: 200, toUs: 301, oneIn: 1 }] })
    const seen: number[] = []
    stage.disk.onWriteCompleted = (entry) => seen.push(entry.lba)
    await stage.run(async () => {
      await Promise.all([stage.volume.write(at(8), sectorsOf(1)), stage.volume.write(at(0), sectorsOf(1))])
      await stage.kernel.sleep(200)
      await stage.volume.write(at(16), sectorsOf(1)).catch(() => {})
    })
    expect(seen).toEqual([8, 0])
  })

  it('puts every property of a request into the trace', async () => {
    const hashOf = async (submit: (stage: DiskStage) => Promise<void>): Promise<string> => {
      const stage = new DiskStage()
      await stage.run(() => submit(stage))
      return stage.kernel.trace.hash()
    }
    const hashes = await Promise.all([
      hashOf(({ volume }) => volume.write(at(0), sectorsOf(0))),
      hashOf(({ volume }) => volume.write(at(1), sectorsOf(0))),
      hashOf(({ volume }) => volume.write(at(0), sectorsOf(1))),
      hashOf(({ volume }) => volume.write(at(0), sectorsOf(0), { fua: true })),
      hashOf(({ volume }) => volume.discard(at(0), SECTOR_BYTES)),
      hashOf(({ volume }) => volume.discard(at(0), 2 * SECTOR_BYTES)),
      hashOf(({ volume }) => volume.writeZeroes(at(0), SECTOR_BYTES)),
    ])
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

describe('the latency of an operation', () => {
  /** How long the device works on each operation, when it works on one at a time. */
  async function serviceTimes(operations: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const stage = new DiskStage({ profile: { write: { minimumUs: 10, meanUs: 1000 }, queueDepth: 1 } })
    for (const operation of operations)
      stage.spawn(`client ${operation}`, async () => {
        stage.kernel.current!.beginOperation(operation)
        await stage.volume.write(at(operation), sectorsOf(operation))
      })
    await stage.kernel.run()
    const times = new Map<number, number>()
    let freeAt = 0
    for (let seq = 0; seq < stage.log.end; seq++) {
      const step = stage.log.step(seq)
      if (step.kind !== 'write' || step.completeSeq !== seq) continue
      times.set(step.operation!, step.completeAt - freeAt)
      freeAt = step.completeAt
    }
    return times
  }

  it('does not depend on which other operations there are, even when it has to queue', async () => {
    const all = await serviceTimes([1, 2, 3, 4, 5])
    const fewer = await serviceTimes([1, 4, 5])
    expect(new Set(all.values()).size).toBeGreaterThan(2)
    for (const [operation, time] of fewer) expect(time).toBe(all.get(operation))
  })
})
