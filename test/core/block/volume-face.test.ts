import { describe, expect, it } from 'vitest'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import { IoError } from '../../../core/block/volume.ts'
import { NeverAnswered } from '../../../core/sim/kernel.ts'
import { at, byteOf, DiskStage, sectorsOf } from './disk-stage.ts'

describe('misuse of a volume', () => {
  type Call = (stage: DiskStage) => unknown
  const calls: readonly (readonly [string, Call, string])[] = [
    ['read', ({ volume }) => volume.read(100, 512), 'Volume.read (data): offset must be a multiple of 512 bytes, got 100'],
    ['write', ({ volume }) => volume.write(-512, sectorsOf(1)), 'Volume.write (data): offset must be a multiple of 512 bytes, got -512'],
    ['write', ({ volume }) => volume.write(0, new Uint8Array(0)), 'Volume.write (data): length must be a positive multiple of 512 bytes, got 0'],
    ['write', ({ volume }) => volume.write(0, new Uint8Array(700)), 'Volume.write (data): length must be a positive multiple of 512 bytes, got 700'],
    ['discard', ({ volume }) => volume.discard(0, 1.5), 'Volume.discard (data): length must be a positive multiple of 512 bytes, got 1.5'],
    ['write-zeroes', ({ volume }) => volume.writeZeroes(Number.NaN, 512), 'Volume.write-zeroes (data): offset must be a multiple of 512 bytes, got NaN'],
    ['read', ({ volume }) => volume.read(at(63), 1024), 'Volume.read (data): 32256 + 1024 lies beyond the end (32768 bytes)'],
    ['sync write', ({ volume }) => volume.sync.write(at(64), sectorsOf(1)), 'Volume.write (data): 32768 + 512 lies beyond the end (32768 bytes)'],
  ]

  it.each(calls)('%s: names the call and the value', async (_name, call, message) => {
    const stage = new DiskStage()
    await stage.run(async () => {
      expect(() => call(stage)).toThrow(new RangeError(message))
    })
    expect(stage.log.end).toBe(0)
  })

  it('is also to use a disk with latency outside any process', () => {
    expect(() => new DiskStage().volume.flush()).toThrow('Volume.flush: called outside any process of the simulation')
  })

  it('does not include the last sector', async () => {
    const stage = new DiskStage()
    await stage.run(() => stage.volume.write(at(63), sectorsOf(1)))
    expect(stage.stored(63, 1)).toEqual([1])
  })
})

describe('what is written', () => {
  it.each([
    ['bytes', new Uint8Array(512)],
    ['a Buffer, whose slices share its memory', Buffer.alloc(512)],
    ['a large Buffer', Buffer.alloc(16 * 512)],
  ])('is what was there at the call: %s', async (_name, data) => {
    const stage = new DiskStage()
    data.fill(4)
    await stage.run(async () => {
      const written = stage.volume.write(at(8), data)
      data.fill(5)
      await written
    })
    expect(stage.stored(8, 1)).toEqual([4])
    const step = stage.log.step(0)
    expect(step.kind === 'write' && step.data?.[0]).toBe(4)
  })
})

describe('the synchronous face', () => {
  it('does everything that the other face does', async () => {
    const stage = new DiskStage({ fill: 7 })
    const { sync } = stage.volume
    await stage.run(async () => {
      sync.write(at(0), sectorsOf(1, 4))
      sync.discard(at(1), SECTOR_BYTES)
      sync.writeZeroes(at(2), SECTOR_BYTES, { label: 'hole' })
      expect([byteOf(sync.read(at(0), SECTOR_BYTES)), byteOf(sync.read(at(1), SECTOR_BYTES))]).toEqual([1, 0])
      expect(stage.durable(0, 4)).toEqual([7, 7, 7, 7])
      sync.flush()
      expect(stage.durable(0, 4)).toEqual([1, 0, 0, 1])
      sync.write(at(5), sectorsOf(2), { fua: true })
      expect(stage.durable(5, 1)).toEqual([2])
      stage.say('done')
    })
    expect(stage.said).toEqual(['done@470'])
  })

  it('lets the devices go on and other processes wait; nothing happens in the past', async () => {
    const stage = new DiskStage()
    const { volume, kernel } = stage
    stage.spawn('other', async () => {
      await stage.note('other wrote', volume.write(at(8), sectorsOf(2)))
      await stage.note('other wrote again', volume.write(at(8), sectorsOf(3)))
    })
    stage.spawn('sleeper', async () => {
      for (let turn = 1; turn <= 3; turn++) await stage.note(`sleeper ${turn}`, kernel.sleep(60))
    })
    kernel.at(130, () => stage.say('device'))
    await stage.run(async () => {
      for (let turn = 1; turn <= 2; turn++) {
        volume.sync.write(at(0), sectorsOf(turn))
        stage.say(`engine ${turn}`)
      }
    })
    const times = stage.said.map((line) => Number(line.split('@')[1]))
    expect(times).toEqual([...times].sort((one, other) => one - other))
    expect(stage.said).toEqual([
      'engine 1@100', 'device@130', 'engine 2@200', 'sleeper 1@200', 'other wrote@200',
      'sleeper 2@260', 'other wrote again@300', 'sleeper 3@320',
    ])
    expect(stage.stored(8, 1)).toEqual([3])
  })

  it('throws the error of the device', async () => {
    const stage = new DiskStage({ faults: [{ kind: 'enospc', fromUs: 0, toUs: 1, oneIn: 1 }] })
    await stage.run(async () => {
      expect(() => stage.volume.sync.write(at(0), sectorsOf(1))).toThrow(new IoError('ENOSPC', 'db/data: write failed'))
    })
  })

  it('unwinds at the cut, although the rest of the world goes on for ever', async () => {
    const stage = new DiskStage()
    const { kernel } = stage
    const clock = (): void => void kernel.after(7, clock)
    clock()
    kernel.at(50, () => {
      stage.group.kill()
      stage.disk.kill()
    })
    stage.spawn('engine', async () => {
      try {
        stage.volume.sync.write(at(0), sectorsOf(1))
      } catch (error) {
        stage.say(String(error instanceof NeverAnswered))
      }
    })
    expect(await kernel.run({ timeLimitUs: 10_000 })).toBe('time-limit')
    expect(stage.said).toEqual(['true@50'])
  })

  it('throws at once in a machine that is gone', async () => {
    const stage = new DiskStage()
    await stage.run(async () => {
      stage.group.kill()
      expect(() => stage.volume.sync.read(at(0), SECTOR_BYTES)).toThrow(NeverAnswered)
      await stage.volume.read(at(0), SECTOR_BYTES)
      stage.say('answered')
    })
    expect(stage.said).toEqual([])
  })

  it('unwinds an endless loop at the event limit, on a device without latency too', async () => {
    for (const profile of [DEVICE_PROFILES.instant, {}]) {
      const stage = new DiskStage({ profile })
      const endless = async (): Promise<void> => {
        for (;;) stage.volume.sync.read(at(0), SECTOR_BYTES)
      }
      await expect(stage.run(endless, { eventLimit: 1000 })).rejects.toThrow(NeverAnswered)
    }
  })
})
