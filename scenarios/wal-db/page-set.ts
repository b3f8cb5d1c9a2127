import { PAGE_BITMAP_BYTES } from './layout.ts'

/** A set of page ids as a bitmap, in the form that the superblock stores. */
export class PageSet {
  readonly bits: Buffer

  static empty(): PageSet {
    return new PageSet(Buffer.alloc(PAGE_BITMAP_BYTES))
  }

  constructor(bits: Buffer) {
    this.bits = bits
  }

  has(pageId: number): boolean {
    return (this.bits[pageId >> 3]! & (1 << (pageId & 7))) !== 0
  }

  add(pageId: number): void {
    this.bits[pageId >> 3]! |= 1 << (pageId & 7)
  }

  copy(): PageSet {
    return new PageSet(Buffer.from(this.bits))
  }

  /** The ids, ascending. */
  toArray(): number[] {
    const ids: number[] = []
    for (let index = 0; index < this.bits.length; index++) {
      if (this.bits[index] === 0) continue
      for (let pageId = index * 8; pageId < index * 8 + 8; pageId++) if (this.has(pageId)) ids.push(pageId)
    }
    return ids
  }
}
