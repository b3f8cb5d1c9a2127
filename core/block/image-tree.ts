/**
 * The persistent radix tree under a block image: fan-out 64, path copying, reference counts.
 * Level 0 is a leaf, which names 64 slots; an absent node and the slot of zeros are holes.
 * A node sits at one place (level and first block) in every tree that holds it, so what it
 * keeps about its content, position included, is right for all of them.
 */
import { ZERO_SLOT } from './arena.ts'
import type { Arena } from './arena.ts'

export const FAN_OUT_LOG2 = 6
export const FAN_OUT = 1 << FAN_OUT_LOG2
const INDEX_IN_NODE = FAN_OUT - 1

/** One shape for leaves (`children` is empty) and inner nodes (`slots` is empty): walks stay monomorphic. */
export interface TreeNode {
  /** How many parents and images refer to this node. A node with more than one is never written. */
  references: number
  /** The slots of a leaf. Plain arrays: they copy fast. */
  readonly slots: number[]
  readonly children: (TreeNode | null)[]
  /** Whether the two lanes below are up to date. */
  hashed: boolean
  hashHigh: number
  hashLow: number
}

const NO_SLOTS: number[] = []
const NO_CHILDREN: (TreeNode | null)[] = []
const EMPTY_SLOTS: readonly number[] = new Array<number>(FAN_OUT).fill(ZERO_SLOT)
const EMPTY_CHILDREN: readonly (TreeNode | null)[] = new Array<TreeNode | null>(FAN_OUT).fill(null)

function createNode(slots: number[], children: (TreeNode | null)[]): TreeNode {
  return { references: 1, slots, children, hashed: false, hashHigh: 0, hashLow: 0 }
}

/** How many blocks a node of this level covers. */
export function blocksOf(level: number): number {
  let blocks = FAN_OUT
  for (let below = 0; below < level; below++) blocks *= FAN_OUT
  return blocks
}

/** The level of the root of a tree over this many blocks. */
export function rootLevelFor(blocks: number): number {
  let level = 0
  while (blocksOf(level) < blocks) level++
  return level
}

/** The slot of a block; the slot of zeros for a hole. */
export function slotOf(root: TreeNode | null, rootLevel: number, block: number): number {
  let node = root
  for (let level = rootLevel; level > 0; level--) {
    if (node === null) return ZERO_SLOT
    node = node.children[(block >>> (level * FAN_OUT_LOG2)) & INDEX_IN_NODE]
  }
  return node === null ? ZERO_SLOT : node.slots[block & INDEX_IN_NODE]
}

/**
 * The node to write in place of `node`, with its kept hash forgotten: a new one for a hole,
 * a copy of a shared one, else the node itself. The caller's reference moves to the result.
 */
export function ownNode(arena: Arena, node: TreeNode | null, level: number): TreeNode {
  if (node === null)
    return level === 0 ? createNode(EMPTY_SLOTS.slice(), NO_CHILDREN) : createNode(NO_SLOTS, EMPTY_CHILDREN.slice())
  if (node.references > 1) return copyNode(arena, node, level)
  node.hashed = false
  return node
}

function copyNode(arena: Arena, node: TreeNode, level: number): TreeNode {
  arena.countNodeCopy()
  node.references--
  if (level === 0) {
    const slots = node.slots.slice()
    for (let index = 0; index < FAN_OUT; index++) arena.retain(slots[index])
    return createNode(slots, NO_CHILDREN)
  }
  const children = node.children.slice()
  for (let index = 0; index < FAN_OUT; index++) {
    const child = children[index]
    if (child !== null) child.references++
  }
  return createNode(NO_SLOTS, children)
}

/** The leaf of `block` below an owned `root`, owned along the whole path. */
export function ownLeaf(arena: Arena, root: TreeNode, rootLevel: number, block: number): TreeNode {
  let node = root
  for (let level = rootLevel; level > 0; level--) {
    const index = (block >>> (level * FAN_OUT_LOG2)) & INDEX_IN_NODE
    const child = node.children[index]
    const owned = ownNode(arena, child, level - 1)
    if (owned !== child) node.children[index] = owned
    node = owned
  }
  return node
}

/** A slot of an owned leaf to be overwritten as a whole: the old content is not kept. */
export function replaceableSlot(arena: Arena, leaf: TreeNode, block: number): number {
  const index = block & INDEX_IN_NODE
  const slot = leaf.slots[index]
  if (!arena.isShared(slot)) return slot
  const fresh = arena.allocate(block)
  arena.release(slot)
  leaf.slots[index] = fresh
  return fresh
}

/** A slot of an owned leaf to be changed in part: the old content is in it. */
export function changeableSlot(arena: Arena, leaf: TreeNode, block: number): number {
  const index = block & INDEX_IN_NODE
  const slot = leaf.slots[index]
  if (!arena.isShared(slot)) return slot
  const copy = arena.allocateCopy(slot, block)
  arena.release(slot)
  leaf.slots[index] = copy
  return copy
}

/** Gives up one reference to a node. The last one gives up what is below: the cost is what nobody else holds. */
export function releaseNode(arena: Arena, node: TreeNode, level: number): void {
  if (--node.references > 0) return
  if (level === 0) {
    for (let index = 0; index < FAN_OUT; index++) arena.release(node.slots[index])
    return
  }
  for (let index = 0; index < FAN_OUT; index++) {
    const child = node.children[index]
    if (child !== null) releaseNode(arena, child, level - 1)
  }
}

/**
 * Makes holes of the blocks `from` … `to` − 1 as far as they lie below `node`, whose first
 * block is `base`. Returns what takes the node's place; the caller's reference moves to it.
 */
export function clearBlocks(
  arena: Arena, node: TreeNode | null, level: number, base: number, from: number, to: number,
): TreeNode | null {
  if (node === null) return null
  const end = base + blocksOf(level)
  if (from <= base && end <= to) {
    releaseNode(arena, node, level)
    return null
  }
  const owned = ownNode(arena, node, level)
  const span = blocksOf(level) / FAN_OUT
  const first = Math.floor((Math.max(from, base) - base) / span)
  const last = Math.ceil((Math.min(to, end) - base) / span)
  for (let index = first; index < last; index++) {
    if (level === 0) {
      arena.release(owned.slots[index])
      owned.slots[index] = ZERO_SLOT
    } else {
      owned.children[index] = clearBlocks(arena, owned.children[index], level - 1, base + index * span, from, to)
    }
  }
  return owned
}

/** Brings the hash lanes of a node up to date; what is below and unchanged is not looked at. */
export function hashNode(arena: Arena, node: TreeNode, level: number): void {
  if (node.hashed) return
  let high = 0
  let low = 0
  for (let index = 0; index < FAN_OUT; index++) {
    if (level === 0) {
      const slot = node.slots[index]
      arena.hashBlock(slot)
      high = (high + arena.sumHigh(slot)) | 0
      low = (low + arena.sumLow(slot)) | 0
    } else {
      const child = node.children[index]
      if (child === null) continue
      hashNode(arena, child, level - 1)
      high = (high + child.hashHigh) | 0
      low = (low + child.hashLow) | 0
    }
  }
  node.hashHigh = high
  node.hashLow = low
  node.hashed = true
}

/** Appends the numbers of the blocks below `node`, whose first is `base`, that hold anything but zeros, in ascending order. */
export function collectHeldBlocks(arena: Arena, node: TreeNode | null, level: number, base: number, held: number[]): void {
  if (node === null) return
  const span = blocksOf(level) / FAN_OUT
  for (let index = 0; index < FAN_OUT; index++) {
    if (level > 0) collectHeldBlocks(arena, node.children[index], level - 1, base + index * span, held)
    else if (!arena.isZero(node.slots[index])) held.push(base + index)
  }
}

/** How many blocks below `node` nobody else refers to. The cost is what is found. */
export function countOwnedBlocks(arena: Arena, node: TreeNode | null, level: number): number {
  if (node === null || node.references > 1) return 0
  let owned = 0
  for (let index = 0; index < FAN_OUT; index++) {
    if (level > 0) owned += countOwnedBlocks(arena, node.children[index], level - 1)
    else if (!arena.isShared(node.slots[index])) owned++
  }
  return owned
}
