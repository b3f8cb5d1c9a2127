/** The database is cut off at random instants, over several lives; it must keep every promise. */
import { describe, expect, it } from 'vitest'
import { WAL_DB_DEFECTS, WAL_DB_FLUSHES, WalDb, type WalDbOptions } from '../../../scenarios/wal-db/index.ts'
import { FakeDisk, type Picker } from './fake-disk.ts'
import { fakeContext, instantContext, World } from './fake.ts'
import { Alarm, live } from './life.ts'

function database(life: number): WalDbOptions {
  return { checkpointIntervalUs: 4000, frames: [2, 4, 64][life % 3]! }
}

describe('without a defect', () => {
  it('no crash breaks a promise, over three generations', async () => {
    let images = 0
    let frozenPoints = 0
    for (let life = 0; life < 25; life++) {
      const report = await live({ seed: `sound-${life}`, database: database(life) })
      images += report.images
      frozenPoints += report.frozenPoints
    }
    expect(images).toBeGreaterThan(2000)
    expect(frozenPoints).toBeGreaterThan(100)
  })

  it('nor with a log so small that it laps all the time, and many pages', async () => {
    for (let life = 0; life < 6; life++)
      await live({
        seed: `small-${life}`,
        database: database(life),
        keys: 400,
        walBytes: 8192,
        dataBytes: 256 * 1024,
        generations: 4,
      })
  })
})

/** These need a device that fails, or a chain of events that chance seldom deals: they have tests of their own. */
const ELSEWHERE: readonly string[] = ['commit-flush-retried', 'mid-log-rot-as-tail', 'stale-tail-resurrected']

async function livesUntilAlarm(plant: object): Promise<number> {
  for (let life = 0; life < 100; life++)
    try {
      await live({ seed: `planted-${life}`, database: { ...database(life), ...plant } })
    } catch (error) {
      if (error instanceof Alarm) return life + 1
      throw error
    }
  return Infinity
}

describe('is noticed within 100 lives:', () => {
  for (const defect of Object.keys(WAL_DB_DEFECTS).filter((name) => !ELSEWHERE.includes(name)))
    it(`defect ${defect}`, async () => expect(await livesUntilAlarm({ defect })).toBeLessThan(Infinity))
  for (const skipFlush of Object.keys(WAL_DB_FLUSHES))
    it(`no flush ${skipFlush}`, async () => expect(await livesUntilAlarm({ skipFlush })).toBeLessThan(Infinity))
})

describe('behind a torn log tail', () => {
  const withoutFirstSector: Picker = (write, at) => write.label !== 'wal-record' || at > 0

  /** Three transactions in one batch lose the first; one more follows; it is cut off before its flush ends. */
  async function secondLife(options: WalDbOptions): Promise<Record<number, string>> {
    const settings = { ...options, checkpointIntervalUs: 0 }
    const world = new World('tail')
    let wal = new FakeDisk('wal', world, new Uint8Array(16 * 1024))
    let data = new FakeDisk('data', world, new Uint8Array(96 * 1024))
    const cut = (picker: Picker) => {
      wal = new FakeDisk('wal', world, wal.image(picker))
      data = new FakeDisk('data', world, data.image(picker))
    }
    const untilWritten = async () => {
      await world.drain()
      while (!wal.pending.some((write) => write.label === 'wal-record' && write.completed)) await world.step()
    }
    const first = await world.finish(WalDb.open(fakeContext(world, wal, data), settings))
    for (const key of [1, 2, 3]) void first.transact([{ key, value: 'never acknowledged' }])
    await untilWritten()
    cut(withoutFirstSector)
    const second = await world.finish(WalDb.open(fakeContext(world, wal, data), settings))
    expect(await world.finish(second.readAll())).toEqual({})
    void second.transact([{ key: 4, value: 'after the crash' }])
    await untilWritten()
    cut((write) => write.label !== 'log-tail')
    const third = await WalDb.open(instantContext(wal.image(() => true), data.image(() => true)), settings)
    return third.readAll()
  }

  it('nothing comes back, not even if the power fails again during the first append', async () => {
    expect(await secondLife({})).toEqual({ 4: 'after the crash' })
  })

  it('transactions come back that recovery had dropped, if the tail stays (stale-tail-resurrected)', async () => {
    expect(Object.keys(await secondLife({ defect: 'stale-tail-resurrected' }))).toEqual(['2', '3', '4'])
  })

  it('or if its erasure is not flushed (log-tail)', async () => {
    expect(Object.keys(await secondLife({ skipFlush: 'log-tail' }))).toEqual(['2', '3', '4'])
  })
})
