import { ZERO_SLOT } from './arena.ts'
import type { Arena } from './arena.ts'
import { SECTORS_PER_BLOCK } from './geometry.ts'
import { blocksOf, FAN_OUT } from './image-tree.ts'
import type { TreeNode } from './image-tree.ts'
import { SECTOR_WORDS } from './sector-hash.ts'

/** A run of consecutive sectors: `sectors` of them (at least one) from `lba`. */
export interface SectorRange {
  readonly lba: number
  readonly sectors: number
}

/** One of the two trees that are compared. Both have the same root level. */
export interface ComparedTree {
  readonly arena: Arena
  readonly root: TreeNode | null
}

/** Called for each sector whose bytes differ, in ascending order; `false` ends the walk. */
type SectorVisitor = (lba: number) => boolean

/** The sectors whose bytes differ, as merged runs in ascending order. Shared subtrees are not looked at. */
export function differingRanges(left: ComparedTree, right: ComparedTree, rootLevel: number): SectorRange[] {
  const ranges: SectorRange[] = []
  let start = 0
  let end = 0
  const walk = new DifferenceWalk(left.arena, right.arena, (lba) => {
    if (lba !== end) {
      if (end > start) ranges.push({ lba: start, sectors: end - start })
      start = lba
    }
    end = lba + 1
    return true
  })
  walk.nodes(left.root, right.root, rootLevel, 0)
  if (end > start) ranges.push({ lba: start, sectors: end - start })
  return ranges
}

/** Whether no byte differs. Ends at the first difference. */
export function equalTrees(left: ComparedTree, right: ComparedTree, rootLevel: number): boolean {
  return new DifferenceWalk(left.arena, right.arena, () => false).nodes(left.root, right.root, rootLevel, 0)
}

/** Each step answers whether the walk is to go on. */
class DifferenceWalk {
  readonly #left: Arena
  readonly #right: Arena
  readonly #visit: SectorVisitor

  constructor(left: Arena, right: Arena, visit: SectorVisitor) {
    this.#left = left
    this.#right = right
    this.#visit = visit
  }

  nodes(left: TreeNode | null, right: TreeNode | null, level: number, base: number): boolean {
    if (left === right) return true
    const span = blocksOf(level) / FAN_OUT
    for (let index = 0; index < FAN_OUT; index++) {
      const goOn =
        level > 0
          ? this.nodes(left?.children[index] ?? null, right?.children[index] ?? null, level - 1, base + index * span)
          : this.#blocks(left?.slots[index] ?? ZERO_SLOT, right?.slots[index] ?? ZERO_SLOT, base + index)
      if (!goOn) return false
    }
    return true
  }

  #blocks(left: number, right: number, block: number): boolean {
    // The slot of zeros is the same in every arena; any other number means something in its own arena only.
    if (left === right && (left === ZERO_SLOT || this.#left === this.#right)) return true
    const leftWords = this.#left.words(left)
    const rightWords = this.#right.words(right)
    const leftStart = this.#left.firstWord(left)
    const rightStart = this.#right.firstWord(right)
    for (let sector = 0; sector < SECTORS_PER_BLOCK; sector++) {
      const skip = sector * SECTOR_WORDS
      if (equalWords(leftWords, leftStart + skip, rightWords, rightStart + skip)) continue
      if (!this.#visit(block * SECTORS_PER_BLOCK + sector)) return false
    }
    return true
  }
}

function equalWords(left: Uint32Array, leftStart: number, right: Uint32Array, rightStart: number): boolean {
  for (let word = 0; word < SECTOR_WORDS; word++)
    if (left[leftStart + word] !== right[rightStart + word]) return false
  return true
}
