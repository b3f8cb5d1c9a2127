/** Puts, deletes and syncs on the chunk store, by several clients. */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { SECTOR_BYTES } from '../core/block/geometry.ts'
import { chunkStore, FRAME_OVERHEAD_BYTES, TRAILER_TEXT } from './chunk-store/index.ts'
import type { ChunkStore, ChunkStoreAppOptions } from './chunk-store/index.ts'

export type ChunkOperation =
  | { readonly put: string; readonly value: string }
  | { readonly delete: string }
  | { readonly sync: true }

/** A few keys, so that chunks die soon. Four bytes each, so that trailers in values lie where trailers can lie. */
const KEYS = ['key0', 'key1', 'key2', 'key3', 'key4'] as const
/** A value with such a key that fills so many sectors to the last byte. */
const fullValue = (sectors: number): number => sectors * SECTOR_BYTES - FRAME_OVERHEAD_BYTES - KEYS[0].length

/** Small extents, so that some tens of operations go round all of them. */
export const SHORT: ChunkStoreAppOptions = { volumeSize: '56KiB', extentBytes: 4096, reclaimAtPercent: 25 }
const SECTORS_PER_EXTENT = 8

/** Most values end near the end of a sector, and some near the end of an extent. */
const valueBytes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: fullValue(2) }) },
  { weight: 6, arbitrary: near(1, 4) },
  { weight: 1, arbitrary: near(SECTORS_PER_EXTENT - 1, SECTORS_PER_EXTENT) },
)

function near(fewest: number, most: number): fc.Arbitrary<number> {
  const sectors = fc.integer({ min: fewest, max: most })
  return fc.tuple(sectors, fc.integer({ min: -3, max: 3 })).map(([count, off]) =>
    Math.min(fullValue(SECTORS_PER_EXTENT), fullValue(count) + off))
}

/** A motif, over and over; now and then one that looks like the end of a chunk. */
const value = fc
  .tuple(valueBytes, fc.oneof(
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 3, maxLength: 8 }) },
    { weight: 1, arbitrary: fc.constant(TRAILER_TEXT) },
  ))
  .map(([bytes, motif]) => motif.repeat(Math.ceil(bytes / motif.length)).slice(0, bytes))

const key = fc.constantFrom(...KEYS)

const operation: fc.Arbitrary<ChunkOperation> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ put: key, value }) },
  { weight: 1, arbitrary: fc.record({ delete: key }) },
  { weight: 5, arbitrary: fc.constant({ sync: true } as const) },
)

/** The same workload and oracle for the correct store and for every planted defect. */
export function chunkStoreScenario(name: string, options: ChunkStoreAppOptions = {}): Scenario {
  return scenario({
    name,
    machines: { store: chunkStore({ ...SHORT, ...options }) },
    operation,
    apply: ({ store }, change) => apply(store, change),
    model: { initial: {} as Readonly<Record<string, string>>, step },
    observe: ({ store }) => store.readAll(),
    durability: 'sync',
    faults: ['read-error-once', 'stall', 'error-once', 'error-sticky', 'error-then-clean', 'enospc', 'never-answers'],
  })
}

async function apply(store: ChunkStore, change: ChunkOperation) {
  if ('sync' in change) return store.sync()
  const { position } = 'put' in change ? await store.put(change.put, change.value) : await store.delete(change.delete)
  return committed(position)
}

function step(state: Readonly<Record<string, string>>, change: ChunkOperation): Readonly<Record<string, string>> {
  if ('put' in change) return { ...state, [change.put]: change.value }
  if (!('delete' in change)) return state
  const { [change.delete]: _deleted, ...rest } = state
  return rest
}
