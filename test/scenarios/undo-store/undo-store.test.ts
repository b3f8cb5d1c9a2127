/** What the store does while nothing goes wrong, and what single crashes leave of it. */
import { describe, expect, it } from 'vitest'
import { Rejected } from '../../../core/machine/app.ts'
import { CorruptionError } from '../../../scenarios/undo-store/index.ts'
import type { UndoStoreOptions } from '../../../scenarios/undo-store/index.ts'
import { add, floor, machine, newest, toggle } from './machine.ts'

const PAGE = 124

describe('transactions', () => {
  it('add, toggle, and are durable when they are acknowledged, in the order of their positions', async () => {
    const { world, open, after } = machine()
    const store = await open()
    const first = await world.finish(store.transact([add(0, 5), add(PAGE, -3), toggle(7)]))
    const second = await world.finish(store.transact([add(0, 2), toggle(7), toggle(9)]))
    expect(second.position).toBeGreaterThan(first.position)
    const expected = { counters: { 0: 7, [PAGE]: -3 }, members: [9] }
    expect(await world.finish(store.readAll())).toEqual(expected)
    for (const picker of [floor, newest]) expect(await after(picker)).toEqual(expected)
  })

  it('that abort are rejected and leave nothing, though others have changed the same counter meanwhile', async () => {
    const { world, open, after } = machine()
    const store = await open()
    const aborted = store.transact([add(0, 5), add(PAGE, 1), add(2 * PAGE, 1), toggle(3)], 'abort').catch((error: unknown) => error)
    await world.finish(store.transact([add(0, 70)]))
    expect(await world.finish(aborted)).toBeInstanceOf(Rejected)
    const expected = { counters: { 0: 70 }, members: [] }
    expect(await world.finish(store.readAll())).toEqual(expected)
    for (const picker of [floor, newest]) expect(await after(picker)).toEqual(expected)
  })

  it('are refused when the store cannot hold them', async () => {
    const { open } = machine()
    const store = await open()
    const most = Array.from({ length: 8 }, () => add(0, 1))
    for (const wrong of [[], most, [add(-1, 1)], [add(8 * PAGE, 1)], [add(0, 1.5)], [add(0, 2 ** 31)], [toggle(3840)], [toggle(0.5)]])
      await expect(store.transact(wrong)).rejects.toThrow(RangeError)
  })

  it('go on through a log that is far too small for all of them', async () => {
    const { world, open, after } = machine({}, { walBytes: 8192 })
    const store = await open()
    for (let turn = 0; turn < 60; turn++) {
      await world.finish(store.transact([add(turn % 8 * PAGE, 1)]))
      await world.finish(store.transact([add(0, 1)], 'abort').catch(() => undefined))
    }
    expect(Object.values((await after(floor)).counters)).toEqual([8, 8, 8, 8, 7, 7, 7, 7])
  })
})

describe('stolen pages', () => {
  /** A transaction over four pages in a pool of two has had pages written out when it is cut off. */
  async function stolen(options: UndoStoreOptions = {}) {
    const { world, wal, data, open, openImage } = machine(options)
    const store = await open()
    await world.finish(store.transact([add(0, 1), toggle(1)]))
    void store.transact([0, 1, 2, 3].map((page) => add(page * PAGE, 100)))
    const untilStolen = data.flushes + 2
    while (data.flushes < untilStolen) await world.step()
    return { images: [wal.image(floor), data.image(floor)] as const, openImage }
  }

  it('are on the volume before the transaction commits, and recovery takes its changes back', async () => {
    const { images, openImage } = await stolen()
    const undone = await (await openImage(...images)).readAll()
    expect(undone).toEqual({ counters: { 0: 1 }, members: [1] })
  })

  it('stay if nothing is taken back (abort-undo-skipped)', async () => {
    const { images, openImage } = await stolen({ defect: 'abort-undo-skipped' })
    const { counters } = await (await openImage(...images)).readAll()
    expect(counters[0]).toBe(101)
  })
})

describe('recovery', () => {
  it('gives the same however often it is repeated, and then reads no log after a freeze', async () => {
    const { world, wal, data, open, openImage } = machine()
    const store = await open()
    for (let turn = 0; turn < 6; turn++) await world.finish(store.transact([add(turn * PAGE, 1), toggle(turn)]))
    const images = [wal.image(floor), data.image(floor)] as const
    const first = await openImage(...images)
    const shown = await first.readAll()
    for (let turn = 0; turn < 3; turn++) expect(await (await openImage(...images)).readAll()).toEqual(shown)
    await first.freeze()
    const clean = await openImage(...images)
    expect([first.replayed > 0, clean.replayed]).toEqual([true, 0])
    expect(await clean.readAll()).toEqual(shown)
  })

  it('adds twice what a page contains if it does not compare stamps (redo-no-page-stamp)', async () => {
    const counterAfter = async (options: UndoStoreOptions): Promise<number | undefined> => {
      const { world, data, open, after } = machine(options)
      const store = await open()
      await world.finish(store.transact([add(0, 5)]))
      void store.checkpoint()
      // The page is durable, the checkpoint that says so is not.
      while (!data.pending.some(({ label }) => label === 'checkpoint')) await world.step()
      return (await after(floor)).counters[0]
    }
    expect(await counterAfter({})).toBe(5)
    expect(await counterAfter({ defect: 'redo-no-page-stamp' })).toBe(10)
  })

  it('turns members over again that the snapshot contains, if it does not know so (logical-replay-toggle)', async () => {
    const membersAfter = async (options: UndoStoreOptions): Promise<readonly number[]> => {
      const { world, wal, data, open, after } = machine(options)
      const store = await open()
      // A transaction that runs all the while keeps the log from its first record on.
      void store.transact([toggle(99), add(0, 1), add(PAGE, 1), add(2 * PAGE, 1), add(3 * PAGE, 1)])
      await world.drain()
      await world.finish(store.transact([toggle(5)]))
      await world.finish(store.checkpoint())
      expect(wal.pending.length + data.pending.length).toBeGreaterThan(0)
      return (await after(floor)).members
    }
    expect(await membersAfter({})).toContain(5)
    expect(await membersAfter({ defect: 'logical-replay-toggle' })).not.toContain(5)
  })

  it('refuses volumes that no crash leaves', async () => {
    const { world, wal, data, open, openImage } = machine()
    const store = await open()
    await world.finish(store.transact([add(0, 1)]))
    await world.finish(store.transact([add(0, 1)]))
    const blank = new Uint8Array(data.sizeBytes)
    await expect(openImage(wal.image(floor), blank)).rejects.toBeInstanceOf(CorruptionError)
    const damaged = wal.image(floor)
    damaged[100]! ^= 1
    await expect(openImage(damaged, data.image(floor))).rejects.toThrow(/before durable records/)
    await expect(openImage(new Uint8Array(16 * 1024), data.image(floor))).rejects.toThrow(/knows a log of/)
  })
})

describe('a device error', () => {
  it('stops the store: unknown for what has its commit record on the way, certain for all else', async () => {
    const { world, wal, open, after } = machine()
    const store = await open()
    await world.finish(store.transact([add(0, 1)]))
    wal.failNext = { kind: 'flush', label: 'log-force' }
    const failed = await world.finish(store.transact([add(0, 10)]).catch((error: unknown) => error))
    expect(failed).toBeInstanceOf(Error)
    expect(failed).not.toBeInstanceOf(Rejected)
    await expect(world.finish(store.transact([add(0, 100)]))).rejects.toBeInstanceOf(Rejected)
    await expect(world.finish(store.readAll())).rejects.toThrow(/has stopped/)
    expect(await after(floor)).toEqual({ counters: { 0: 1 }, members: [] })
  })
})

describe('a page that cannot be written', () => {
  it('stops the store, and a transaction that would have to evict it is told', async () => {
    const { world, data, open, after } = machine({ frames: 1 })
    const store = await open()
    await world.finish(store.transact([add(0, 1)]))
    data.failNext = { kind: 'write', label: 'page' }
    const checkpoint = store.checkpoint().catch((error: unknown) => error)
    const evicting = store.transact([add(PAGE, 1)]).catch((error: unknown) => error)
    expect(await world.finish(checkpoint)).toBeInstanceOf(Error)
    expect(await world.finish(evicting)).toBeInstanceOf(Rejected)
    await expect(world.finish(store.checkpoint())).rejects.toThrow(/has stopped/)
    expect(await after(floor)).toEqual({ counters: { 0: 1 }, members: [] })
  })
})

describe('a frozen store', () => {
  it('holds transactions until it is thawed, also after a thaw that nobody needed', async () => {
    const { world, open } = machine()
    const store = await open()
    store.thaw()
    await world.finish(store.freeze())
    let done = false
    const held = store.transact([add(0, 1)]).then(() => (done = true))
    while (await world.step());
    expect(done).toBe(false)
    store.thaw()
    await world.finish(held)
  })
})

describe('a store that is closed', () => {
  it('has finished what ran, rejects what comes, and is opened without reading its log', async () => {
    const { world, wal, data, open, openImage } = machine()
    const store = await open()
    const running = store.transact([add(0, 1), toggle(2)])
    await world.drain()
    await world.finish(store.close())
    await world.finish(running)
    await expect(world.finish(store.transact([add(0, 1)]))).rejects.toBeInstanceOf(Rejected)
    const next = await openImage(wal.image(floor), data.image(floor))
    expect(next.replayed).toBe(0)
    expect(await next.readAll()).toEqual({ counters: { 0: 1 }, members: [2] })
  })
})
