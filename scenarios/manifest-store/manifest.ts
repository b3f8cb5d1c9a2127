/**
 * The manifest names the runs, and where in the log replay begins. Two copies are written in turn, each a
 * sector, so that one is always whole.
 *
 * Magic u32, CRC-32 u32 (over all that follows it), sequence u32, epoch u32, first segment u32, first number u32,
 * bytes of a segment u32, slots u32, number of runs u32; per run, oldest first: id, offset, size, checksum, each u32.
 */
import { crc32 } from 'node:zlib'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../core/block/geometry.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import type { RunMeta } from './run.ts'
import { slotCount } from './segments.ts'
import type { Storage } from './storage.ts'

const MAGIC = 0x544e_464d
const CRC_AT = 4
const FIELDS_AT = 8
const RUNS_AT = FIELDS_AT + 4 * 7
const RUN_BYTES = 16

/** The two copies lie in blocks of their own; behind them is the space of the runs. */
export const MANIFEST_AREA_BYTES = 2 * BLOCK_BYTES
export const MAXIMUM_RUNS = Math.floor((SECTOR_BYTES - RUNS_AT) / RUN_BYTES)

export interface Manifest {
  readonly sequence: number
  /** The epoch in which the segments of the log were written, from the first on. */
  readonly epoch: number
  /** Replay begins here. This segment is on the volume whenever the manifest is. */
  readonly firstSegment: number
  /** Of the first transaction in that segment. */
  readonly firstNumber: number
  /** Oldest first. */
  readonly runs: readonly RunMeta[]
}

/** Stands for the manifest of volumes that were never used: its successor is the first one. */
export const NO_MANIFEST: Manifest = { sequence: 0, epoch: 0, firstSegment: 0, firstNumber: 1, runs: [] }

/** Writes the copy whose turn it is. The caller flushes. */
export async function writeManifest(storage: Storage, manifest: Manifest): Promise<void> {
  const { sequence, epoch, firstSegment, firstNumber, runs } = manifest
  const sector = Buffer.alloc(SECTOR_BYTES)
  sector.writeUInt32LE(MAGIC, 0)
  const fields = [sequence, epoch, firstSegment, firstNumber, storage.segmentBytes, slotCount(storage), runs.length]
  for (const run of runs) fields.push(run.id, run.offset, run.sizeBytes, run.checksum)
  fields.forEach((field, index) => sector.writeUInt32LE(field, FIELDS_AT + 4 * index))
  sector.writeUInt32LE(crc32(sector.subarray(FIELDS_AT)), CRC_AT)
  await storage.data.write((sequence % 2) * BLOCK_BYTES, sector, { label: 'manifest' })
}

/**
 * The newest whole copy, or undefined on a volume that was never used.
 * @throws CorruptionError if there was one and none is whole, or it does not fit the volumes
 */
export async function readManifest(storage: Storage): Promise<Manifest | undefined> {
  const area = asBuffer(await storage.data.read(0, MANIFEST_AREA_BYTES))
  let newest: Buffer | undefined
  let used = false
  for (const at of [0, BLOCK_BYTES]) {
    const sector = area.subarray(at, at + SECTOR_BYTES)
    if (sector.readUInt32LE(0) === MAGIC && sector.readUInt32LE(CRC_AT) === crc32(sector.subarray(FIELDS_AT))) {
      if (newest === undefined || sequenceIn(sector) > sequenceIn(newest)) newest = sector
    } else used ||= sector.some((byte) => byte !== 0)
  }
  if (newest !== undefined) return decode(storage, newest)
  if (used) throw new CorruptionError('manifest-store: no copy of the manifest is whole')
  return undefined
}

const sequenceIn = (sector: Buffer): number => sector.readUInt32LE(FIELDS_AT)

function decode(storage: Storage, sector: Buffer): Manifest {
  const field = (index: number) => sector.readUInt32LE(FIELDS_AT + 4 * index)
  if (field(4) !== storage.segmentBytes || field(5) !== slotCount(storage))
    throw new CorruptionError(
      `manifest-store: the manifest knows a log of ${field(5)} segments of ${field(4)} B, ` +
        `got ${slotCount(storage)} of ${storage.segmentBytes} B`,
    )
  const runs = Array.from({ length: field(6) }, (_, run) => {
    const at = 7 + 4 * run
    return { id: field(at), offset: field(at + 1), sizeBytes: field(at + 2), checksum: field(at + 3) }
  })
  return { sequence: field(0), epoch: field(1), firstSegment: field(2), firstNumber: field(3), runs }
}
