/**
 * Where segments lie. The log is an endless sequence of segments; they take turns on the two log volumes, and on
 * each volume its slots are a ring.
 */
import type { Volume } from '../../core/block/volume.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import type { Storage } from './storage.ts'

/** Slots on both volumes together. */
export function slotCount(storage: Storage): number {
  return storage.logs.length * slotsPerVolume(storage)
}

function slotsPerVolume(storage: Storage): number {
  return Math.floor(Math.min(...storage.logs.map(({ sizeBytes }) => sizeBytes)) / storage.segmentBytes)
}

export function volumeOf(storage: Storage, segment: number): Volume {
  return storage.logs[segment % storage.logs.length]!
}

/** Of the first byte of a segment on its volume. */
export function offsetOf(storage: Storage, segment: number): number {
  return (Math.floor(segment / storage.logs.length) % slotsPerVolume(storage)) * storage.segmentBytes
}

export async function readSegment(storage: Storage, segment: number): Promise<Buffer> {
  return asBuffer(await volumeOf(storage, segment).read(offsetOf(storage, segment), storage.segmentBytes))
}

/** Gives segments up. They read as zeros, and a volume that is thinly provisioned gets its space back. */
export async function discardSegments(storage: Storage, first: number, end: number): Promise<void> {
  const discards = []
  for (let segment = first; segment < end; segment += 1) {
    const at = offsetOf(storage, segment)
    discards.push(volumeOf(storage, segment).discard(at, storage.segmentBytes, { label: 'retire' }))
  }
  await Promise.all(discards)
}
