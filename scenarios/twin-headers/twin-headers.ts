/**
 * A journal of short texts behind a header that is kept twice, at both ends of the volume. The header says which records
 * belong to this journal: those with its epoch, a number drawn when it is made.
 *
 * The backup is made and durable before the primary, so a volume with neither whole has never held a record. A boot that
 * finds one copy whole makes the other again.
 */
import { crc32 } from 'node:zlib'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { Volume } from '../../core/block/volume.ts'
import type { AppContext } from '../../core/machine/app.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'

export type TwinHeadersDefect = 'dual-metadata-init'

/** Header and record, one sector each: magic u32, CRC-32 u32 over the rest, epoch u32, number u32, length u16, text. */
const MAGIC = 0x4457_5354
const CRC_AT = 4
const EPOCH_AT = 8
const NUMBER_AT = 12
const LENGTH_AT = 16
const TEXT_AT = 18
export const TEXT_BYTES = SECTOR_BYTES - TEXT_AT

interface Sector {
  readonly epoch: number
  readonly number: number
  readonly text: string
}

export class TwinHeaders {
  readonly #volume: Volume
  readonly #epoch: number
  readonly #texts: string[]

  private constructor(volume: Volume, epoch: number, texts: string[]) {
    this.#volume = volume
    this.#epoch = epoch
    this.#texts = texts
  }

  /** @throws CorruptionError only with the defect */
  static async open({ volumes: { data: volume }, random }: AppContext<'data'>, defect: TwinHeadersDefect | null = null): Promise<TwinHeaders> {
    const copies = [0, volume.sizeBytes - BLOCK_BYTES]
    const [primary, backup] = await Promise.all(copies.map(async (at) => decode(await volume.read(at, SECTOR_BYTES))))
    const make = (at: number, epoch: number): Promise<void> => volume.write(at, encode({ epoch, number: 0, text: 'header' }), { label: 'header' })
    if (defect && !primary !== !backup) throw new CorruptionError('the two copies of the header do not agree')
    const epoch = (primary ?? backup)?.epoch ?? random.between(1, 2 ** 31)
    if (defect && !primary) {
      await Promise.all(copies.map((at) => make(at, epoch)))
      await volume.flush()
    } else {
      if (!backup) await make(copies[1]!, epoch)
      await volume.flush()
      if (!primary) await make(copies[0]!, epoch)
      await volume.flush()
    }
    return new TwinHeaders(volume, epoch, await readTexts(volume, epoch))
  }

  async append(text: string): Promise<void> {
    const number = this.#texts.length + 1
    this.#texts.push(text)
    await this.#volume.write(placeOf(number), encode({ epoch: this.#epoch, number, text }), { label: 'record' })
    await this.#volume.flush()
  }

  readAll(): readonly string[] {
    return this.#texts
  }
}

function placeOf(number: number): number {
  return BLOCK_BYTES + number * SECTOR_BYTES
}

async function readTexts(volume: Volume, epoch: number): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    const record = decode(await volume.read(placeOf(texts.length + 1), SECTOR_BYTES))
    if (record?.epoch !== epoch || record.number !== texts.length + 1) return texts
    texts.push(record.text)
  }
}

function encode({ epoch, number, text }: Sector): Uint8Array {
  const sector = Buffer.alloc(SECTOR_BYTES)
  sector.writeUInt32LE(MAGIC, 0)
  sector.writeUInt32LE(epoch, EPOCH_AT)
  sector.writeUInt32LE(number, NUMBER_AT)
  sector.writeUInt16LE(sector.write(text, TEXT_AT), LENGTH_AT)
  sector.writeUInt32LE(crc32(sector.subarray(EPOCH_AT)), CRC_AT)
  return sector
}

/** Null for anything that is not whole. */
function decode(bytes: Uint8Array): Sector | null {
  const sector = asBuffer(bytes)
  if (sector.readUInt32LE(0) !== MAGIC || sector.readUInt32LE(CRC_AT) !== crc32(sector.subarray(EPOCH_AT))) return null
  const text = sector.toString('utf8', TEXT_AT, TEXT_AT + sector.readUInt16LE(LENGTH_AT))
  return { epoch: sector.readUInt32LE(EPOCH_AT), number: sector.readUInt32LE(NUMBER_AT), text }
}
