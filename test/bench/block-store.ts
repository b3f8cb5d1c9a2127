/** The content store against the memory it stands on. */
import { createArena } from '../../core/block/arena.ts'
import { createImage } from '../../core/block/block-image.ts'
import type { BlockImage } from '../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../core/block/geometry.ts'
import type { BenchResult } from './bench-result.ts'
import { race, scatteredNumbers } from './race.ts'
import type { Rounds } from './race.ts'

const MEBIBYTE = 2 ** 20
const WRITES_PER_STATE = 4

export interface BlockStoreSize extends Rounds {
  readonly writes: number
  /** Bytes that the writes are scattered over. */
  readonly spreadBytes: number
  readonly states: number
  readonly largeDiskBytes: number
  readonly smallDiskBytes: number
}

export const BLOCK_STORE_SIZE: BlockStoreSize = {
  rounds: 15,
  warmUps: 3,
  writes: 20_000,
  spreadBytes: 256 * MEBIBYTE,
  states: 2000,
  largeDiskBytes: 1024 * MEBIBYTE,
  smallDiskBytes: 16 * MEBIBYTE,
}

function filledBlock(fill: number): Uint8Array {
  return new Uint8Array(BLOCK_BYTES).map((_, index) => index * 7 + fill)
}

function filledImage(sizeBytes: number): BlockImage {
  const image = createImage(createArena(), sizeBytes)
  const block = filledBlock(1)
  const firstWord = new DataView(block.buffer)
  for (let offset = 0; offset < sizeBytes; offset += BLOCK_BYTES) {
    firstWord.setUint32(0, offset / BLOCK_BYTES)
    image.write(offset, block)
  }
  return image
}

function randomWrites(size: BlockStoreSize): Promise<BenchResult> {
  const blocks = scatteredNumbers(size.writes, size.spreadBytes / BLOCK_BYTES)
  const image = filledImage(size.spreadBytes)
  const memory = new Uint8Array(size.spreadBytes).fill(1)
  return race({
    name: 'block write 4 KiB',
    unit: 'ns/write',
    figure: (milliseconds) => (milliseconds * 1e6) / size.writes,
    peer: `random memcpy of 4 KiB, ${size.spreadBytes / MEBIBYTE} MiB`,
    subject: (round) => {
      const data = filledBlock(round)
      for (let index = 0; index < blocks.length; index++) image.write(blocks[index]! * BLOCK_BYTES, data)
    },
    rival: (round) => {
      const data = filledBlock(round)
      for (let index = 0; index < blocks.length; index++) memory.set(data, blocks[index]! * BLOCK_BYTES)
    },
    target: { of: 'ratio', is: 'at most', bound: 1.3 },
  }, size)
}

/** Fork, write four blocks, hash, release: what one crash state costs the store. */
function crashStates(image: BlockImage, blocks: Uint32Array, data: Uint8Array): void {
  for (let index = 0; index < blocks.length; index += WRITES_PER_STATE) {
    const state = image.fork()
    for (let write = 0; write < WRITES_PER_STATE; write++) state.write(blocks[index + write]! * BLOCK_BYTES, data)
    state.hash()
    state.release()
  }
}

function crashStateCost(size: BlockStoreSize): Promise<BenchResult> {
  const measure = (sizeBytes: number): ((round: number) => void) => {
    const image = filledImage(sizeBytes)
    image.hash()
    const blocks = scatteredNumbers(size.states * WRITES_PER_STATE, sizeBytes / BLOCK_BYTES)
    return (round) => crashStates(image, blocks, filledBlock(round))
  }
  return race({
    name: `fork, write 4 blocks, hash, release: ${size.largeDiskBytes / MEBIBYTE} MiB disk`,
    unit: 'µs/state',
    figure: (milliseconds) => (milliseconds * 1e3) / size.states,
    peer: `the same on a ${size.smallDiskBytes / MEBIBYTE} MiB disk`,
    subject: measure(size.largeDiskBytes),
    rival: measure(size.smallDiskBytes),
    target: null,
  }, size)
}

/** The rows of the content store. Takes a few seconds and, at its peak, about 1.2 GiB of memory. */
export async function blockStoreBench(size: BlockStoreSize = BLOCK_STORE_SIZE): Promise<BenchResult[]> {
  return [await randomWrites(size), await crashStateCost(size)]
}
