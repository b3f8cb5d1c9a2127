import { describe, expect, it } from 'vitest'
import { Rejected } from '../../../core/machine/app.ts'
import { walDb, WalDb, type WalDbOptions } from '../../../scenarios/wal-db/index.ts'
import { FakeDisk } from './fake-disk.ts'
import { fakeContext, instantContext, World } from './fake.ts'

const KIB = 1024

function machine(options: WalDbOptions = {}, walBytes = 64 * KIB, dataBytes = 1024 * KIB) {
  const world = new World('wal-db')
  const wal = new FakeDisk('wal', world, new Uint8Array(walBytes))
  const data = new FakeDisk('data', world, new Uint8Array(dataBytes))
  const open = () => world.finish(WalDb.open(fakeContext(world, wal, data), { checkpointIntervalUs: 0, ...options }))
  const openCut = () =>
    WalDb.open(instantContext(wal.image((write) => write.completed), data.image((write) => write.completed)), options)
  return { world, wal, data, open, openCut }
}

describe('transactions', () => {
  it('write, overwrite and delete several keys at once, across pages', async () => {
    const { world, open, openCut } = machine()
    const db = await open()
    await world.finish(db.transact([{ key: 0, value: 'a' }, { key: 900, value: 'b' }, { key: 17, value: '' }]))
    await world.finish(db.transact([{ key: 0, value: 'a second, longer value: äöü' }, { key: 900, value: null }]))
    const expected = { 0: 'a second, longer value: äöü', 17: '' }
    expect(await world.finish(db.readAll())).toEqual(expected)
    expect(await world.finish(db.get(0))).toBe(expected[0])
    expect(await world.finish(db.get(900))).toBeUndefined()
    expect(await world.finish(db.get(500))).toBeUndefined()
    const recovered = await openCut()
    expect(recovered.replayed).toBe(2)
    expect(await recovered.readAll()).toEqual(expected)
  })

  it('of one key: the last write of a transaction counts, and the last transaction', async () => {
    const { world, open } = machine()
    const db = await open()
    await world.finish(db.transact([{ key: 1, value: 'x' }, { key: 1, value: null }, { key: 1, value: 'y' }]))
    expect(await world.finish(db.get(1))).toBe('y')
  })

  it('of several clients share flushes, and positions rise in the order of the calls', async () => {
    const { world, wal, open } = machine()
    const db = await open()
    const before = wal.flushes
    const calls = Array.from({ length: 12 }, (_, key) => db.transact([{ key, value: `v${key}` }]))
    const positions = (await world.finish(Promise.all(calls))).map(({ position }) => position)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
    expect(new Set(positions).size).toBe(12)
    expect(wal.flushes - before).toBeLessThanOrEqual(2)
  })

  it('are refused with a RangeError if key, value or size is out of bounds', async () => {
    const { world, open } = machine({}, 8 * KIB, 96 * KIB)
    const db = await open()
    for (const key of [-1, 1.5, 13 * 16])
      await expect(db.transact([{ key, value: 'x' }])).rejects.toThrow(/WalDb.transact: key must be .* got/)
    await expect(db.transact([{ key: 0, value: 'x'.repeat(253) }])).rejects.toThrow(/at most 252 bytes, got 253/)
    const large = Array.from({ length: 9 }, (_, key) => ({ key, value: 'x'.repeat(250) }))
    await expect(db.transact(large)).rejects.toThrow(/a transaction takes at most 2048 B/)
    expect(await world.finish(db.readAll())).toEqual({})
  })
})

it('opens only with a pool and with room for a page', async () => {
  await expect(machine({ frames: 0 }).open()).rejects.toThrow(/WalDb.open: frames must be a positive integer, got 0/)
  await expect(machine({}, 8 * KIB, 44 * KIB).open()).rejects.toThrow(/no room for a page, got 45056 B/)
})

describe('the buffer pool', () => {
  it('of two frames serves 64 live pages', async () => {
    const { world, open, openCut } = machine({ frames: 2 })
    const db = await open()
    const expected: Record<number, string> = {}
    for (let round = 0; round < 3; round++)
      for (let page = 0; page < 64; page++) {
        const key = page * 16 + ((page * 7) % 16)
        expected[key] = `round ${round} of ${key}`
        await world.finish(db.transact([{ key, value: expected[key] }]))
      }
    expect(await world.finish(db.readAll())).toEqual(expected)
    expect(await world.finish(db.get(7 + 16))).toBe('round 2 of 23')
    expect(await (await openCut()).readAll()).toEqual(expected)
  })
})

describe('the log', () => {
  it('laps its ring many times while clients wait for room', async () => {
    const { world, wal, open, openCut } = machine({}, 8 * KIB)
    const db = await open()
    const expected: Record<number, string> = {}
    const client = async (id: number) => {
      for (let count = 0; count < 100; count++) {
        expected[id * 16] = `${id}/${count}`
        await db.transact([{ key: id * 16, value: expected[id * 16]! }])
      }
    }
    await world.finish(Promise.all([client(0), client(1), client(2), client(3)]))
    const recovered = await openCut()
    expect(await recovered.readAll()).toEqual(expected)
    expect(recovered.replayed).toBeLessThanOrEqual(16)
    const { position } = await world.finish(db.transact([{ key: 0, value: 'end' }]))
    expect(position).toBeGreaterThan(20 * wal.sizeBytes)
  })
})

describe('checkpoints', () => {
  it('make redo superfluous, and one with nothing to do touches nothing', async () => {
    const { world, wal, data, open, openCut } = machine()
    const db = await open()
    await world.finish(db.transact([{ key: 3, value: 'x' }]))
    expect((await openCut()).replayed).toBe(1)
    await world.finish(db.checkpoint())
    expect((await openCut()).replayed).toBe(0)
    expect(await (await openCut()).readAll()).toEqual({ 3: 'x' })
    const before = [wal.writes, data.writes, wal.flushes, data.flushes]
    await world.finish(db.checkpoint())
    expect([wal.writes, data.writes, wal.flushes, data.flushes]).toEqual(before)
  })

  it('come by themselves when an interval is set', async () => {
    const { world, open, openCut } = machine({ checkpointIntervalUs: 5000 })
    const db = await open()
    await world.finish(db.transact([{ key: 3, value: 'x' }]))
    while (world.now < 12_000) await world.step()
    expect((await openCut()).replayed).toBe(0)
  })

  it('let transactions go on', async () => {
    const { world, open, openCut } = machine()
    const db = await open()
    for (let key = 0; key < 320; key += 8) await world.finish(db.transact([{ key, value: 'old' }]))
    const checkpoint = db.checkpoint()
    let during = 0
    let done = false
    void checkpoint.then(() => (done = true))
    while (!done) {
      await world.finish(db.transact([{ key: during * 8, value: 'new' }]))
      during++
    }
    expect(during).toBeGreaterThan(3)
    const state = await (await openCut()).readAll()
    expect(Object.values(state).filter((value) => value === 'new')).toHaveLength(during)
    expect(Object.keys(state)).toHaveLength(40)
  })
})

describe('freezing', () => {
  it('finishes what runs, holds what comes, needs no redo, and lets it go on', async () => {
    const { world, open, openCut } = machine()
    const definition = walDb()
    const quiesce = definition.quiesce as Exclude<typeof definition.quiesce, ((...args: never) => unknown) | undefined>
    const db = await open()
    const running = db.transact([{ key: 1, value: 'running' }])
    await world.step()
    await world.finish(Promise.resolve(quiesce.freeze(db)))
    await world.finish(running)
    let held = true
    const later = db.transact([{ key: 2, value: 'held' }]).then(() => (held = false))
    for (let step = 0; step < 50; step++) await world.step()
    expect(held).toBe(true)
    const frozen = await openCut()
    expect(definition.replayed!(frozen)).toBe(0)
    expect(await frozen.readAll()).toEqual({ 1: 'running' })
    await quiesce.thaw!(db)
    await world.finish(later)
    expect(await (await openCut()).readAll()).toEqual({ 1: 'running', 2: 'held' })
    expect(quiesce.clean).toBe(true)
  })

  it('is vetoed by a database that has stopped', async () => {
    const { world, data, open } = machine()
    const db = await open()
    await world.finish(db.transact([{ key: 1, value: 'x' }]))
    data.failNext = { kind: 'flush', label: 'page' }
    await expect(world.finish(db.freeze())).rejects.toThrow(/EIO/)
    await expect(world.finish(db.freeze())).rejects.toThrow(/has stopped/)
    db.thaw()
    await expect(world.finish(db.transact([{ key: 1, value: 'y' }]))).rejects.toBeInstanceOf(Rejected)
  })
})
