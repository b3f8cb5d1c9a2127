/**
 * A page is one sector, the unit that a power cut leaves whole. Checksum u32, magic u32, version u48, text bytes u16,
 * text. The checksum covers the address of the page as well, which is not stored: a page is whole in one place only.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { MirroredPagesDefect } from './defects.ts'

const MAGIC = 0x4547_4150
const HEADER_BYTES = 16
/** Room for the text of a page. */
export const PAGE_TEXT_BYTES = SECTOR_BYTES - HEADER_BYTES

export interface Page {
  /** Ascending over all pages: of two copies, the one with the higher version is newer. */
  readonly version: number
  readonly text: string
}

/** What one disk holds of a page. A page that was never written is blank. */
export type Copy = Page | 'blank' | 'damaged'

export function encodePage(address: number, { version, text }: Page, defect: MirroredPagesDefect | undefined): Uint8Array {
  const sector = Buffer.alloc(SECTOR_BYTES)
  sector.writeUInt32LE(MAGIC, 4)
  sector.writeUIntLE(version, 8, 6)
  sector.writeUInt16LE(Buffer.byteLength(text), 14)
  sector.write(text, HEADER_BYTES)
  sector.writeUInt32LE(checksumOf(sector, address, defect), 0)
  return sector
}

export function decodePage(address: number, sector: Buffer, defect: MirroredPagesDefect | undefined): Copy {
  if (sector.readUInt32LE(4) !== MAGIC) return sector.every((byte) => byte === 0) ? 'blank' : 'damaged'
  if (sector.readUInt32LE(0) !== checksumOf(sector, address, defect)) return 'damaged'
  const end = HEADER_BYTES + sector.readUInt16LE(14)
  return { version: sector.readUIntLE(8, 6), text: sector.toString('utf8', HEADER_BYTES, end) }
}

function checksumOf(sector: Buffer, address: number, defect: MirroredPagesDefect | undefined): number {
  const ofAddress = defect === 'misdirected-write' ? 0 : crc32(`page ${address}`)
  return crc32(sector.subarray(4), ofAddress)
}
