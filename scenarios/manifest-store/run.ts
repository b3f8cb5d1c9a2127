/** Runs: immutable, sorted by key, each written once in one piece and named by a manifest only when durable. */
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { crc32 } from 'node:zlib'
import { decodeEntries, encodeEntry, entryBytes } from './entry.ts'
import { sectorsOf } from './run-space.ts'
import type { Storage } from './storage.ts'

export type RunValues = ReadonlyMap<string, string | null>

/** What the manifest says of a run. */
export interface RunMeta {
  /** Number of the manifest that named it first. */
  readonly id: number
  readonly offset: number
  readonly sizeBytes: number
  /** Over all its bytes, beginning from its id: a run that lies at the place of another is noticed. */
  readonly checksum: number
}

/** A run and, once it has been read or written, what it holds. */
export interface Run {
  readonly meta: RunMeta
  values: RunValues | undefined
}

/** Writes a run. It is durable after the next flush only. `allocate` finds the place for so many bytes. */
export async function writeRun(
  storage: Storage,
  id: number,
  values: RunValues,
  allocate: (sizeBytes: number) => number,
): Promise<Run> {
  const entries = [...values].map(([key, value]) => ({ key, value }))
  entries.sort((one, other) => (one.key < other.key ? -1 : 1))
  const sizeBytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0)
  const bytes = Buffer.alloc(sectorsOf(sizeBytes))
  let at = 0
  for (const entry of entries) at = encodeEntry(bytes, at, entry)
  const offset = allocate(bytes.length)
  await storage.data.write(offset, bytes, { label: 'run' })
  return { meta: { id, offset, sizeBytes, checksum: crc32(bytes.subarray(0, sizeBytes), id) }, values }
}

/** What a run holds. @throws CorruptionError if it is not what was written */
export async function readRun(storage: Storage, run: Run): Promise<RunValues> {
  const { id, offset, sizeBytes, checksum } = run.meta
  const bytes = asBuffer(await storage.data.read(offset, sectorsOf(sizeBytes))).subarray(0, sizeBytes)
  if (crc32(bytes, id) !== checksum) throw new CorruptionError(`manifest-store: the checksum of run ${id} is wrong`)
  const values = new Map<string, string | null>()
  for (const { key, value } of decodeEntries(bytes)) values.set(key, value)
  return values
}

/** Oldest first; the newest value of a key wins. */
export function mergeRuns(oldestFirst: readonly RunValues[]): Map<string, string | null> {
  const merged = new Map<string, string | null>()
  for (const values of oldestFirst) for (const [key, value] of values) merged.set(key, value)
  return merged
}

/** Leaves out deletions: for a merge under which there is nothing that they could hide. */
export function withoutDeletions(values: RunValues): Map<string, string> {
  const kept = new Map<string, string>()
  for (const [key, value] of values) if (value !== null) kept.set(key, value)
  return kept
}
