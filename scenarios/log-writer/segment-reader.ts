/** Reads the directory and the segments of a log from its volume, in few large reads. */
import type { Volume } from '../../core/block/volume.ts'
import {
  bytesOf, decodeSegmentHeader, endOf, frameAt, isIntact, payloadOf, type Bytes, type Frame, type SegmentHeader,
} from './format.ts'
import { headerOffset, slotOffset, type Layout } from './options.ts'

/** The volume holds something that no crash can have left. The log is not opened and nothing is written. */
export class CorruptLogError extends Error {
  override readonly name = 'CorruptLogError'
}

/** A segment that belongs to the log. */
export interface LiveSegment {
  readonly sequence: number
  readonly firstNumber: number
  /** Bytes in use: where the next frame goes. */
  used: number
}

/**
 * The segment headers by their sequence number.
 * A sector is atomic and a directory sector only ever holds zeros or a header, so anything else is damage.
 */
export async function readDirectory(volume: Volume, layout: Layout): Promise<Map<number, SegmentHeader>> {
  const directory = bytesOf(await volume.read(0, layout.directoryBytes))
  const headers = new Map<number, SegmentHeader>()
  for (let slot = 0; slot < layout.slots; slot += 1) {
    const header = decodeSegmentHeader(directory, headerOffset(slot))
    if (header === undefined) continue
    if (header === 'bad') throw new CorruptLogError(`the segment header of slot ${slot} is damaged`)
    if (header.segmentBytes !== layout.segmentBytes)
      throw new CorruptLogError(
        `slot ${slot} was written with segments of ${header.segmentBytes} bytes, opened with ${layout.segmentBytes}`,
      )
    if (header.sequence % layout.slots !== slot)
      throw new CorruptLogError(`slot ${slot} holds the header of segment ${header.sequence}, which belongs elsewhere`)
    headers.set(header.sequence, header)
  }
  return headers
}

/** The bytes of these segments. Neighbours on the volume are read together. */
export async function readSegments(
  volume: Volume,
  layout: Layout,
  sequences: Iterable<number>,
): Promise<Map<number, Bytes>> {
  const bySlot = [...sequences].sort((a, b) => (a % layout.slots) - (b % layout.slots))
  const segments = new Map<number, Bytes>()
  for (let first = 0, end: number; first < bySlot.length; first = end) {
    const slot = bySlot[first]! % layout.slots
    for (end = first + 1; end < bySlot.length; end += 1) if (bySlot[end]! % layout.slots !== slot + end - first) break
    const bytes = await volume.read(slotOffset(layout, slot), (end - first) * layout.segmentBytes)
    for (let index = first; index < end; index += 1) {
      const start = (index - first) * layout.segmentBytes
      segments.set(bySlot[index]!, bytesOf(bytes.subarray(start, start + layout.segmentBytes)))
    }
  }
  return segments
}

/** The texts of these segments, in their order. @throws CorruptLogError for a record that fails its checksum. */
export async function readTexts(
  volume: Volume,
  layout: Layout,
  live: readonly LiveSegment[],
  checked: boolean,
): Promise<string[]> {
  const segments = await readSegments(volume, layout, live.map((segment) => segment.sequence))
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const texts: string[] = []
  for (const { sequence, used } of live) {
    const bytes = segments.get(sequence)!
    for (let offset = 0, frame: Frame | undefined; offset < used; offset = endOf(frame)) {
      frame = frameAt(bytes, offset)
      if (!frame || (checked && !isIntact(bytes, frame)))
        throw new CorruptLogError(`a record of segment ${sequence} is damaged`)
      if (frame.kind === 'record') texts.push(decoder.decode(payloadOf(bytes, frame)))
    }
  }
  return texts
}
