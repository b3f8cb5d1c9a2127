/** Bytes of the bitmap of all possible members. */
export const MEMBER_BITMAP_BYTES = 480
/** Members are numbered from 0 to this, exclusive. */
export const MEMBER_COUNT = MEMBER_BITMAP_BYTES * 8

/** A set of small numbers as a bitmap, in the form that a checkpoint stores. */
export class MemberSet {
  readonly bits: Buffer

  static empty(): MemberSet {
    return new MemberSet(Buffer.alloc(MEMBER_BITMAP_BYTES))
  }

  constructor(bits: Buffer) {
    this.bits = bits
  }

  /** Puts a member in that is not there, and takes one out that is. */
  toggle(member: number): void {
    this.bits[member >> 3]! ^= 1 << (member & 7)
  }

  has(member: number): boolean {
    return (this.bits[member >> 3]! & (1 << (member & 7))) !== 0
  }

  copy(): MemberSet {
    return new MemberSet(Buffer.from(this.bits))
  }

  /** The members, ascending. */
  toArray(): number[] {
    const members: number[] = []
    for (let index = 0; index < this.bits.length; index++) {
      if (this.bits[index] === 0) continue
      for (let member = index * 8; member < index * 8 + 8; member++) if (this.has(member)) members.push(member)
    }
    return members
  }
}
