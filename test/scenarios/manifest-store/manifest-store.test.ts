import { describe, expect, it } from 'vitest'
import { Rejected } from '../../../core/machine/app.ts'
import { CorruptionError, manifestStore, ManifestStore } from '../../../scenarios/manifest-store/index.ts'
import { contentOf, contextOf, emptyImages, imagesOf, machine, openImages } from './machine.ts'

const KIB = 1024
const put = (key: string, value: string | null = 'x'.repeat(200)) => [{ key, value }]

describe('transactions', () => {
  it('write, overwrite and delete several keys at once', async () => {
    const { world, open, openFloor } = machine({ memtableBytes: 64 * KIB })
    const store = await open()
    await world.finish(store.transact([...put('a', '1'), ...put('b', '2'), ...put('c', '')]))
    await world.finish(store.transact([...put('a', 'äöü'), ...put('b', null)]))
    const expected = { a: 'äöü', c: '' }
    expect(await contentOf(store)).toEqual(expected)
    expect(await store.get('a')).toBe('äöü')
    expect(await store.get('b')).toBeUndefined()
    const recovered = await openFloor()
    expect(recovered.replayed).toBe(2)
    expect(await contentOf(recovered)).toEqual(expected)
    expect(await recovered.get('c')).toBe('')
  })

  it('of several clients share flushes and are numbered in the order of the calls', async () => {
    const { world, disks, open } = machine({ segmentBytes: 8 * KIB })
    const store = await open()
    const before = disks['log-0'].flushes
    const calls = Array.from({ length: 7 }, (_, key) => store.transact(put(`k${key}`, 'v')))
    const positions = (await world.finish(Promise.all(calls))).map(({ position }) => position)
    expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(disks['log-0'].flushes - before).toBeLessThanOrEqual(2)
  })

  it('are refused with a RangeError if key, value or size is out of bounds', async () => {
    const { open } = machine()
    const store = await open()
    await expect(store.transact(put('k'.repeat(129)))).rejects.toThrow(/a key holds at most 128 bytes, got 129/)
    await expect(store.transact(put('k', 'x'.repeat(1025)))).rejects.toThrow(/a value holds at most 1024 bytes, got 1025/)
    const large = Array.from({ length: 7 }, (_, key) => put(`k${key}`)[0]!)
    await expect(store.transact(large)).rejects.toThrow(/takes at most 3584 B of log, got 4096 B/)
    expect(await contentOf(store)).toEqual({})
  })

  it('wait when the log is full, and go on when a flush of the memtable has made room', async () => {
    const { world, open, openFloor } = machine({ memtableBytes: 1024 * KIB })
    const store = await open()
    const calls = Array.from({ length: 60 }, (_, key) => store.transact(put(`k${key % 7}`, `${key}`)))
    await world.finish(Promise.all(calls))
    expect(await contentOf(await openFloor())).toEqual({ k0: '56', k1: '57', k2: '58', k3: '59', k4: '53', k5: '54', k6: '55' })
  })
})

it.each([
  [{ segmentBytes: 512 }, /segmentBytes must be two or more whole sectors, got 512/],
  [{ segmentBytes: 16 * KIB }, /must hold 4 segments, got 2/],
  [{ memtableBytes: 0 }, /memtableBytes must be a positive integer, got 0/],
  [{ maximumRuns: 28 }, /maximumRuns must be from 1 to 27, got 28/],
])('does not open with %j', async (options, message) => {
  await expect(machine(options).open()).rejects.toThrow(message)
})

describe('runs', () => {
  it('hide older ones, and deletions hide what they hold, before a merge and after it', async () => {
    const { world, open, openFloor } = machine({ maximumRuns: 2, memtableBytes: 64 * KIB })
    const store = await open()
    const rounds = [[...put('a', 'old'), ...put('b', 'old')], [...put('a', null), ...put('c', '1')], put('b', 'new'), put('c', '2')]
    for (const writes of rounds) {
      await world.finish(store.transact(writes))
      await world.finish(store.checkpoint())
      const recovered = await openFloor()
      expect(recovered.replayed).toBe(0)
      expect(await contentOf(recovered)).toEqual(await world.finish(contentOf(store)))
    }
    expect(await world.finish(store.get('a'))).toBeUndefined()
    expect(await world.finish(contentOf(store))).toEqual({ b: 'new', c: '2' })
  })

  it('are given their space back: several times the volume goes through it', async () => {
    const { world, open, openFloor } = machine()
    const store = await open()
    for (let round = 0; round < 500; round += 1)
      await world.finish(store.transact([...put(`k${round % 9}`, 'y'.repeat(400)), ...put('last', `${round}`)]))
    expect((await contentOf(await openFloor())).last).toBe('499')
  })

  it('that find no room stop the store; nothing acknowledged is lost', async () => {
    const { world, open, openFloor } = machine({}, emptyImages(16 * KIB, 12 * KIB))
    const store = await open()
    const failing = async () => {
      for (let key = 0; ; key += 1) await world.finish(store.transact(put(`k${key}`)))
    }
    await expect(failing()).rejects.toThrow(/has stopped: manifest-store: the data volume has no room/)
    expect(Object.keys(await world.finish(contentOf(store))).length).toBeGreaterThan(10)
    await expect(openFloor()).rejects.toThrow(/no room for another run/)
  })

  it('are merged in recovery before the manifest overflows', async () => {
    const images = emptyImages(16 * KIB, 128 * KIB)
    for (let life = 0; life < 40; life += 1) {
      const store = await openImages(images, { segmentBytes: 4 * KIB, maximumRuns: 27 })
      expect(store.replayed).toBe(life === 0 ? 0 : 1)
      await store.transact(put(`k${life % 7}`, `life ${life}`))
    }
    expect(Object.keys(await contentOf(await openImages(images))).length).toBe(7)
  })
})

describe('coming to rest', () => {
  it('holds transactions between freeze and thaw, and needs no replay from there', async () => {
    const { world, open, openFloor } = machine()
    const store = await open()
    await world.finish(store.transact(put('a', '1')))
    await world.finish(store.freeze())
    let ended = false
    const held = store.transact(put('b', '2')).then(() => (ended = true))
    await world.drain()
    const frozen = await openFloor()
    expect([frozen.replayed, await contentOf(frozen), ended]).toEqual([0, { a: '1' }, false])
    store.thaw()
    await world.finish(held)
    expect(await contentOf(store)).toEqual({ a: '1', b: '2' })
  })

  it('for good: after close everything is in runs, and transactions are rejected', async () => {
    const { world, open, openFloor } = machine()
    const store = await open()
    const running = [store.transact(put('a', '1')), store.transact(put('b', '2'))]
    await world.finish(Promise.resolve(manifestStore().close!(store)))
    await Promise.all(running)
    await expect(store.transact(put('c', '3'))).rejects.toBeInstanceOf(Rejected)
    const recovered = await openFloor()
    expect([recovered.replayed, await contentOf(recovered)]).toEqual([0, { a: '1', b: '2' }])
  })
})

describe('a device error', () => {
  it('in the log stops the store: unknown for what was sent, certainly not applied for what comes later', async () => {
    const { world, disks, open } = machine()
    const store = await open()
    await world.finish(store.transact(put('a', '1')))
    disks['log-0'].failNext = { kind: 'flush', label: 'commit' }
    disks['log-1'].failNext = { kind: 'flush', label: 'commit' }
    const outcome = await world.finish(store.transact(put('b')).catch((error: unknown) => error))
    expect(outcome).toBeInstanceOf(Error)
    expect(outcome).not.toBeInstanceOf(Rejected)
    await expect(store.transact(put('c'))).rejects.toBeInstanceOf(Rejected)
    await expect(world.finish(store.checkpoint())).rejects.toThrow(/has stopped/)
  })

  it('in the flush of a new segment stops it before a transaction goes there', async () => {
    const { world, disks, open, openFloor } = machine()
    const store = await open()
    await world.finish(store.transact(put('a', '1')))
    disks['log-1'].failNext = { kind: 'flush', label: 'segment' }
    const outcomes = [store.checkpoint(), store.transact(put('b'))].map((call) => call.catch((error: unknown) => error))
    const [checkpoint, transaction] = await world.finish(Promise.all(outcomes))
    expect(String(checkpoint)).toMatch(/EIO/)
    expect(transaction).toBeInstanceOf(Rejected)
    expect(await contentOf(await openFloor())).toEqual({ a: '1' })
  })

  it('in the log stops a checkpoint that waits for it', async () => {
    const { world, disks, open, openNow } = machine()
    const store = await open()
    await world.finish(store.transact(put('a', '1')))
    disks['log-0'].failNext = { kind: 'flush', label: 'commit' }
    const transaction = store.transact(put('b', '2')).catch((error: unknown) => error)
    await world.step()
    const checkpoint = store.checkpoint().catch((error: unknown) => error)
    expect(await world.finish(transaction)).toBeInstanceOf(Error)
    expect(String(await world.finish(checkpoint))).toMatch(/has stopped/)
    expect((await contentOf(await openNow())).a).toBe('1')
  })

  it.each(['run', 'manifest'] as const)('in the flush of a %s stops it too; nothing acknowledged is lost', async (label) => {
    const { world, disks, open, openFloor } = machine()
    const store = await open()
    await world.finish(store.transact(put('a', '1')))
    disks.data.failNext = { kind: 'flush', label }
    await expect(world.finish(store.checkpoint())).rejects.toThrow(/EIO/)
    await expect(store.transact(put('b'))).rejects.toBeInstanceOf(Rejected)
    expect(await contentOf(await openFloor())).toEqual({ a: '1' })
  })
})

describe('damage', () => {
  /** One run, then one transaction in the log. */
  async function used() {
    const parts = machine()
    const store = await parts.open()
    await parts.world.finish(store.transact(put('a', '1')))
    await parts.world.finish(store.checkpoint())
    await parts.world.finish(store.transact(put('b', '2')))
    return parts
  }

  it('to a run is never served', async () => {
    const { disks, openFloor } = await used()
    disks.data.rot(8 * KIB, 512)
    const recovered = await openFloor()
    await expect(recovered.readAll()).rejects.toThrow(CorruptionError)
    await expect(recovered.get('a')).rejects.toThrow(/the checksum of run 2 is wrong/)
  })

  it('to both copies of the manifest is refused', async () => {
    const { disks, openFloor } = await used()
    for (const at of [0, 4 * KIB]) disks.data.rot(at, 512)
    await expect(openFloor()).rejects.toThrow(/no copy of the manifest is whole/)
  })

  it('that leaves a log without a manifest is refused', async () => {
    const { world, disks, open } = machine()
    await world.finish((await open()).transact(put('a', '1')))
    const opening = openImages(imagesOf((name) => (name === 'data' ? new Uint8Array(64 * KIB) : disks[name].image(() => true))))
    await expect(opening).rejects.toThrow(/there is a log, but no manifest/)
  })

  it('that leaves a manifest without a log is refused (not with empty-log-old-manifest)', async () => {
    const { disks } = await used()
    const images = () => imagesOf((name) => (name === 'data' ? disks.data.image(() => true) : new Uint8Array(16 * KIB)))
    await expect(openImages(images())).rejects.toThrow(/manifest 2 begins with log segment 1, which is empty/)
    const stale = await openImages(images(), { segmentBytes: 4 * KIB, defect: 'empty-log-old-manifest' })
    expect(await contentOf(stale)).toEqual({ a: '1' })
  })

  it('is what other sizes of the log look like', async () => {
    const { world, disks } = await used()
    const other = ManifestStore.open(contextOf(world, disks), { segmentBytes: 2 * KIB })
    await expect(world.finish(other)).rejects.toThrow(/knows a log of 8 segments of 4096 B, got 16 of 2048 B/)
  })
})
