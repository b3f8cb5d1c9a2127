/** Follows along the write log what an operating system holds in memory for one disk. */
import type { BlockImage } from './block-image.ts'

export interface CacheFollower {
  /** Takes in everything up to and including this position of the log. */
  advanceTo(seq: number): void
  /** The disk as it would be if the operating system wrote back all that it holds; the caller releases it. */
  image(): BlockImage
  /** The disk lost its power, and this is on it. */
  reset(image: BlockImage): void
  fork(): CacheFollower
  release(): void
}
