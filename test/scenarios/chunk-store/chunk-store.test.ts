import { describe, expect, it } from 'vitest'
import { IoError } from '../../../core/block/volume.ts'
import { randomStream } from '../../../core/sim/random.ts'
import type { ChunkStore, ChunkStoreOptions } from '../../../scenarios/chunk-store/index.ts'
import { crashImage } from '../log-writer/crash-lab.ts'
import { FakeDisk } from '../log-writer/fake.ts'
import { blankDisk, EXTENTS_AT, openOn, valueOf, type ReadTrouble } from './store-lab.ts'

/** What is left when the power fails now and nothing survives that no flush covered. */
const floorOf = (disk: FakeDisk): FakeDisk =>
  new FakeDisk(crashImage(disk, disk.event, 'floor', randomStream('floor')))

/** Overwrites two keys until extents have been reclaimed. */
async function churn(store: ChunkStore, rounds = 12): Promise<Record<string, string>> {
  await store.put('keep', valueOf(1, 'k'))
  for (let round = 0; round < rounds; round++) {
    await store.put('key0', valueOf(1 + (round % 3), String.fromCharCode(97 + round)))
    await store.put('key1', valueOf(2, String.fromCharCode(65 + round)))
    await store.sync()
  }
  return store.readAll()
}

describe('a chunk store', () => {
  it('keeps what was synced and forgets what was not, all of one instant', async () => {
    const disk = blankDisk()
    const store = await openOn(disk)
    await store.put('key0', 'one')
    await store.put('key1', 'two')
    await store.sync()
    await store.delete('key0')
    const { position } = await store.put('key1', 'three')
    expect([await store.get('key0'), await store.get('key1'), store.isPersistent(position)]).toEqual([undefined, 'three', false])
    expect(await (await openOn(floorOf(disk))).readAll()).toEqual({ key0: 'one', key1: 'two' })
    await store.sync()
    expect(store.isPersistent(position)).toBe(true)
    expect(await (await openOn(floorOf(disk))).readAll()).toEqual({ key1: 'three' })
  })

  it('reclaims extents many times over and loses nothing', async () => {
    const disk = blankDisk()
    const store = await openOn(disk)
    const values = await churn(store, 60)
    expect(store.resets).toBeGreaterThan(12)
    expect(Object.keys(values).sort()).toEqual(['keep', 'key0', 'key1'])
    expect(values.keep).toBe(valueOf(1, 'k'))
    expect(await (await openOn(floorOf(disk))).readAll()).toEqual(values)
  })

  it('reclaims without a sync when room is short, and refuses what is too much', async () => {
    const store = await openOn(blankDisk(6))
    for (let round = 0; round < 40; round++) await store.put('key0', valueOf(3, 'x'))
    expect(store.resets).toBeGreaterThan(5)
    const refused: string[] = []
    for (let key = 0; key < 9; key++)
      await store.put(`big${key}`, valueOf(4, String(key))).catch((error: Error) => refused.push(`${error.name}: ${error.message}`))
    expect(refused.length).toBeGreaterThan(3)
    expect(new Set(refused)).toEqual(new Set(['Rejected: the store is full']))
    expect(await store.get('key0')).toBe(valueOf(3, 'x'))
  })

  it('refuses sizes that make no sense', async () => {
    const store = await openOn(blankDisk())
    await expect(store.put('', 'x')).rejects.toThrow(/a key has 1 to 255 bytes, got 0/)
    await expect(store.put('key0', 'x'.repeat(4096 - 31))).rejects.toThrow(/4069 bytes do not fit into an extent/)
    await store.put('key0', 'x'.repeat(4096 - 32))
    await expect(openOn(blankDisk(), { extentBytes: 1000 })).rejects.toThrow(/extentBytes must be a multiple of 512/)
    await expect(openOn(blankDisk(3))).rejects.toThrow(/hold no 4 extents of 4096/)
  })

  it('ends at the first write that fails, but not for want of space', async () => {
    const disk = blankDisk()
    const store = await openOn(disk)
    await store.put('key0', 'kept')
    disk.trouble = (kind) => (kind === 'write' ? new IoError('ENOSPC', 'full') : undefined)
    await expect(store.put('key0', 'lost')).rejects.toMatchObject({ name: 'Rejected' })
    expect(await store.get('key0')).toBe('kept')
    disk.trouble = (kind) => (kind === 'flush' ? new IoError('EIO', 'flush failed') : undefined)
    await expect(store.sync()).rejects.toMatchObject({ name: 'IoError' })
    disk.trouble = () => undefined
    await expect(store.sync()).rejects.toThrow(/the store failed earlier/)
  })
})

describe('a clean shutdown', () => {
  async function shutDown(plant: ChunkStoreOptions = {}) {
    const disk = blankDisk()
    const store = await openOn(disk, plant)
    await store.put('key0', 'synced')
    await store.sync()
    const synced = await (await openOn(floorOf(disk))).readAll()
    const { position } = await store.put('key0', 'last')
    await store.close()
    await expect(store.put('key0', 'late')).rejects.toThrow(/the store is closed/)
    return { synced, persistent: store.isPersistent(position), after: await (await openOn(floorOf(disk))).readAll() }
  }

  it('makes every change durable', async () => {
    expect(await shutDown()).toEqual({ synced: { key0: 'synced' }, persistent: true, after: { key0: 'last' } })
  })

  it('leaves the last update behind although every sync keeps its promise (never-durable)', async () => {
    expect(await shutDown({ defect: 'never-durable' })).toEqual({
      synced: { key0: 'synced' }, persistent: false, after: { key0: 'synced' },
    })
  })
})

describe('a read that fails', () => {
  /** Fails every place once. */
  function once(): ReadTrouble {
    const seen = new Set<number>()
    return (offset) => seen.size < seen.add(offset).size
  }

  it('once is tried again wherever it is', async () => {
    const disk = blankDisk()
    const values = await churn(await openOn(disk, {}, once()))
    expect(values).toEqual(await churn(await openOn(blankDisk())))
    expect(await (await openOn(disk, {}, once())).readAll()).toEqual(values)
  })

  it('again and again is told, and never taken for absence', async () => {
    const disk = blankDisk()
    let broken = false
    const store = await openOn(disk, {}, () => broken)
    const values = await churn(store)
    broken = true
    await expect(store.get('keep')).rejects.toMatchObject({ name: 'IoError', code: 'EIO' })
    await expect(openOn(disk, {}, () => true)).rejects.toMatchObject({ name: 'IoError', code: 'EIO' })
    for (let round = 0; round < 4; round++) {
      await store.put('key0', valueOf(2, 'z'))
      await store.sync().catch((error: Error) => expect(error).toBeInstanceOf(IoError))
    }
    broken = false
    expect(await store.readAll()).toEqual({ ...values, key0: valueOf(2, 'z') })
  })

  it('once during reclamation drops live chunks, if it passes for the end (reclaim-read-error)', async () => {
    const store = await openOn(blankDisk(), { defect: 'reclaim-read-error' }, once())
    await expect(churn(store)).rejects.toMatchObject({ name: 'CorruptionError' })
  })
})

describe('behind a torn chunk', () => {
  /**
   * A chunk loses all but its first sector, and after recovery one that is a sector shorter is appended there: its
   * trailer lies where that of the torn one would. Then the extent is reclaimed.
   */
  async function afterReclamation(torn: string, next: string, plant: ChunkStoreOptions = {}) {
    const first = blankDisk()
    const before = await openOn(first, plant)
    await before.put('key0', valueOf(1, 'a'))
    await before.sync()
    await before.put('key1', torn)
    const image = first.current.slice()
    image.fill(0, EXTENTS_AT + 3 * 512)
    const store = await openOn(new FakeDisk(image), plant)
    expect(await store.readAll()).toEqual({ key0: valueOf(1, 'a') })
    await store.put('key2', next)
    await store.sync()
    expect(store.resets).toBe(1)
    return store.readAll()
  }

  it('the next chunk survives reclamation', async () => {
    const next = valueOf(2, 'b')
    expect(await afterReclamation(valueOf(3, 't'), next)).toEqual({ key0: valueOf(1, 'a'), key2: next })
  })

  it('the next chunk survives although nothing but padding and trailer was lost', async () => {
    const next = valueOf(1, 'b')
    const torn = `${valueOf(1, 't')}tt`
    expect(await afterReclamation(torn, next)).toEqual({ key0: valueOf(1, 'a'), key2: next })
  })

  it('the next chunk is dropped if its trailer passes for the other one (torn-chunk-false-trailer)', async () => {
    await expect(afterReclamation(valueOf(3, 't'), valueOf(2, 'b'), { defect: 'torn-chunk-false-trailer' })).rejects.toThrow(
      /no whole chunk at sector 3 of extent 0, generation 0/,
    )
  })
})

describe('damage', () => {
  async function damaged(offset: number): Promise<FakeDisk> {
    const disk = blankDisk()
    const store = await openOn(disk)
    await store.put('key0', valueOf(2, 'a'))
    await store.sync()
    const image = disk.current.slice()
    image[offset]! ^= 1
    return new FakeDisk(image)
  }

  it('of the superblock, of the index and of a chunk is refused', async () => {
    await expect(openOn(await damaged(4096 + 20))).rejects.toThrow(/a superblock is damaged/)
    await expect(openOn(await damaged(EXTENTS_AT + 2 * 512 + 30))).rejects.toThrow(/no whole chunk at sector 2/)
    const store = await openOn(await damaged(EXTENTS_AT + 600))
    await expect(store.get('key0')).rejects.toThrow(/no whole chunk at sector 0/)
    expect(await store.get('key1')).toBeUndefined()
  })

  it('a whole chunk in the wrong place is refused, and so are other extents than before', async () => {
    const disk = await damaged(EXTENTS_AT + 5 * 512)
    const image = disk.current.slice()
    image.copyWithin(EXTENTS_AT, EXTENTS_AT + 4096, EXTENTS_AT + 8192)
    await expect(openOn(new FakeDisk(image))).rejects.toThrow(/no whole chunk/)
    await expect(openOn(disk, { extentBytes: 2048 })).rejects.toThrow(/written with 12 extents of 4096 bytes/)
  })
})
