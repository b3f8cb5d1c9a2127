/** Devices that fail or rot. The database may stop or refuse; it may not be wrong. */
import { describe, expect, it } from 'vitest'
import { Rejected } from '../../../core/machine/app.ts'
import { CorruptionError, WalDb, type WalDbOptions } from '../../../scenarios/wal-db/index.ts'
import { FakeDisk, type Picker } from './fake-disk.ts'
import { fakeContext, instantContext, World } from './fake.ts'

const FIRST_PAGE = 11 * 4096

function machine(options: WalDbOptions = {}) {
  const world = new World('faults')
  const wal = new FakeDisk('wal', world, new Uint8Array(32 * 1024))
  const data = new FakeDisk('data', world, new Uint8Array(256 * 1024))
  const open = () => world.finish(WalDb.open(fakeContext(world, wal, data), { checkpointIntervalUs: 0, ...options }))
  const openImage = (picker: Picker) => WalDb.open(instantContext(wal.image(picker), data.image(picker)), options)
  const openFloor = () => openImage(() => false)
  const openNow = () => openImage(() => true)
  return { world, wal, data, open, openFloor, openNow }
}

const put = (key: number, value = 'x'.repeat(200)) => [{ key, value }]

describe('a log flush that fails', () => {
  const failing = async (options: WalDbOptions) => {
    const { world, wal, open, openFloor } = machine(options)
    const db = await open()
    await world.finish(db.transact(put(0)))
    wal.failNext = { kind: 'flush', label: 'wal-commit' }
    const lost = db.transact(put(1))
    const outcome = await world.finish(lost.then(() => 'acknowledged', (error: unknown) => error))
    return { world, db, outcome, state: await (await openFloor()).readAll() }
  }

  it('stops the database: outcome unknown for what was sent, certain for what comes later', async () => {
    const { world, db, outcome } = await failing({})
    expect(outcome).toBeInstanceOf(Error)
    expect(outcome).not.toBeInstanceOf(Rejected)
    await expect(world.finish(db.transact(put(2)))).rejects.toBeInstanceOf(Rejected)
    await expect(world.finish(db.get(0))).rejects.toThrow(/has stopped/)
    await expect(world.finish(db.checkpoint())).rejects.toThrow(/has stopped/)
  })

  it('rejects transactions that are still queued as certainly not applied', async () => {
    const { world, wal, open } = machine()
    const db = await open()
    wal.failNext = { kind: 'flush', label: 'wal-commit' }
    const sent = db.transact(put(1)).catch((error: unknown) => error)
    while (!wal.pending.some((write) => write.label === 'wal-record')) await world.step()
    const queued = db.transact(put(2)).catch((error: unknown) => error)
    expect(await world.finish(sent)).not.toBeInstanceOf(Rejected)
    expect(await world.finish(queued)).toBeInstanceOf(Rejected)
  })

  it('loses an acknowledged transaction if it is retried (commit-flush-retried)', async () => {
    const { outcome, state } = await failing({ defect: 'commit-flush-retried' })
    expect(outcome).toBe('acknowledged')
    expect(Object.keys(state)).toEqual(['0'])
  })
})

it('an error while pages are written out stops the database; nothing acknowledged is lost', async () => {
  for (const failNext of [{ kind: 'write', label: 'page' }, { kind: 'flush', label: 'double-write' }] as const) {
    const { world, data, open, openFloor } = machine({ frames: 1 })
    const db = await open()
    await world.finish(db.transact(put(0, 'a')))
    data.failNext = failNext
    await expect(world.finish(db.get(100))).rejects.toThrow(/EIO/)
    await expect(world.finish(db.transact(put(1)))).rejects.toBeInstanceOf(Rejected)
    expect(await (await openFloor()).readAll()).toEqual({ 0: 'a' })
  }
})

describe('rot', () => {
  it('in a page that no log record and no image can repair is never served', async () => {
    const { world, data, open, openFloor } = machine()
    const db = await open()
    for (let page = 0; page < 9; page++) await world.finish(db.transact(put(page * 16)))
    await world.finish(db.checkpoint())
    data.rot(FIRST_PAGE + 1024, 512)
    const recovered = await openFloor()
    await expect(recovered.readAll()).rejects.toThrow(CorruptionError)
    await expect(recovered.readAll()).rejects.toThrow(/has stopped: wal-db: the checksum of page 0/)
  })

  it('in a page of the last write-out is repaired from the double-write area', async () => {
    const { world, data, open, openFloor } = machine()
    const db = await open()
    await world.finish(db.transact(put(0, 'a')))
    await world.finish(db.checkpoint())
    data.rot(FIRST_PAGE, 512)
    expect(await (await openFloor()).readAll()).toEqual({ 0: 'a' })
    data.rot(3 * 4096, 512)
    await expect(openFloor()).rejects.toThrow(/page 0 is torn, and so is its image/)
  })

  it('in the older superblock does no harm; in both the database refuses to open', async () => {
    const { world, data, open, openFloor } = machine()
    const db = await open()
    await world.finish(db.transact(put(0, 'a')))
    await world.finish(db.checkpoint())
    data.rot(4096, 512)
    expect(await (await openFloor()).readAll()).toEqual({ 0: 'a' })
    data.rot(0, 512)
    await expect(openFloor()).rejects.toThrow(/neither superblock is whole/)
  })

  it('of the newest superblock is noticed once the log is gone: pages are newer than it', async () => {
    const { world, data, open, openFloor, openNow } = machine()
    const db = await open()
    for (const value of ['a', 'b']) {
      await world.finish(db.transact(put(0, value)))
      await world.finish(db.checkpoint())
    }
    data.rot(4096, 512)
    expect(await (await openFloor()).readAll()).toEqual({ 0: 'b' })
    await expect(openNow()).rejects.toThrow(/page 0 is at \d+, but the log ends at/)
  })

  it('in the middle of the log is told from a torn tail', async () => {
    const rotten = async (options: WalDbOptions) => {
      const { world, wal, open, openFloor } = machine(options)
      const db = await open()
      for (let key = 0; key < 4; key++) await world.finish(db.transact(put(key, 'a')))
      wal.rot(512 + 30, 1)
      return openFloor()
    }
    await expect(rotten({})).rejects.toThrow(/the log is damaged at \d+, before durable records/)
    const cutOff = await rotten({ defect: 'mid-log-rot-as-tail' })
    expect(await cutOff.readAll()).toEqual({ 0: 'a' })
  })

  it('or a swap that leaves a log without its data volume is refused', async () => {
    const { world, wal, open } = machine()
    const db = await open()
    await world.finish(db.transact(put(0)))
    const opening = WalDb.open(instantContext(wal.image(() => true), new Uint8Array(256 * 1024)))
    await expect(opening).rejects.toThrow(/there is a log, but the data volume is empty/)
    const shorter = new Uint8Array(16 * 1024)
    const { data, open: openOther } = machine()
    await openOther()
    await expect(WalDb.open(instantContext(shorter, data.image(() => true)))).rejects.toThrow(/knows a log of 32768 B/)
  })
})
