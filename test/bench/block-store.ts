/**
 * The content store against the memory it stands on. Subject and peer take turns in every
 * round, so that both see the same machine; the rows hold medians over the rounds.
 */
import { createArena } from '../../core/block/arena.ts'
import { createImage } from '../../core/block/block-image.ts'
import type { BlockImage } from '../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../core/block/geometry.ts'
import type { BenchResult } from './bench-result.ts'

const MEBIBYTE = 2 ** 20
const ROUNDS = 15

/** The same numbers in every run: xorshift32, below `bound`. */
function scatteredNumbers(count: number, bound: number): Uint32Array {
  let state = 0x2545f491
  return new Uint32Array(count).map(() => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  })
}

function filledBlock(fill: number): Uint8Array {
  return new Uint8Array(BLOCK_BYTES).map((_, index) => index * 7 + fill)
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1]
}

/** Runs `turn` once and returns its time, in units of `1 / count` of it. */
function timed(count: number, unitsPerMs: number, turn: () => void): number {
  const start = performance.now()
  turn()
  return ((performance.now() - start) * unitsPerMs) / count
}

interface Race {
  readonly name: string
  readonly unit: string
  readonly unitsPerMs: number
  readonly peer: string
  readonly count: number
  readonly subject: (round: number) => void
  readonly rival: (round: number) => void
}

function run(race: Race): BenchResult {
  const values: number[] = []
  const peerValues: number[] = []
  for (let round = -3; round < ROUNDS; round++) {
    const peerValue = timed(race.count, race.unitsPerMs, () => race.rival(round))
    const value = timed(race.count, race.unitsPerMs, () => race.subject(round))
    if (round < 0) continue
    values.push(value)
    peerValues.push(peerValue)
  }
  const value = median(values)
  const peerValue = median(peerValues)
  return { name: race.name, unit: race.unit, value, peer: race.peer, peerValue, ratio: value / peerValue }
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

function randomWrites(): BenchResult {
  const sizeBytes = 256 * MEBIBYTE
  const blocks = scatteredNumbers(20_000, sizeBytes / BLOCK_BYTES)
  const image = filledImage(sizeBytes)
  const memory = new Uint8Array(sizeBytes).fill(1)
  return run({
    name: 'block write 4 KiB',
    unit: 'ns/write',
    unitsPerMs: 1e6,
    peer: 'random memcpy of 4 KiB, 256 MiB',
    count: blocks.length,
    subject: (round) => {
      const data = filledBlock(round)
      for (let index = 0; index < blocks.length; index++) image.write(blocks[index] * BLOCK_BYTES, data)
    },
    rival: (round) => {
      const data = filledBlock(round)
      for (let index = 0; index < blocks.length; index++) memory.set(data, blocks[index] * BLOCK_BYTES)
    },
  })
}

/** Fork, write four blocks, hash, release: what one crash state costs the store. */
function crashStates(image: BlockImage, blocks: Uint32Array, data: Uint8Array): void {
  for (let index = 0; index < blocks.length; index += 4) {
    const state = image.fork()
    for (let write = 0; write < 4; write++) state.write(blocks[index + write] * BLOCK_BYTES, data)
    state.hash()
    state.release()
  }
}

function crashStateCost(): BenchResult {
  const states = 2000
  const measure = (sizeBytes: number): ((round: number) => void) => {
    const image = filledImage(sizeBytes)
    image.hash()
    const blocks = scatteredNumbers(states * 4, sizeBytes / BLOCK_BYTES)
    return (round) => crashStates(image, blocks, filledBlock(round))
  }
  return run({
    name: 'fork, write 4 blocks, hash, release: 1 GiB disk',
    unit: 'µs/state',
    unitsPerMs: 1e3,
    peer: 'the same on a 16 MiB disk',
    count: states,
    subject: measure(1024 * MEBIBYTE),
    rival: measure(16 * MEBIBYTE),
  })
}

/** The rows of the content store. Takes a few seconds and, at its peak, about 1.2 GiB of memory. */
export async function blockStoreBench(): Promise<BenchResult[]> {
  return [randomWrites(), crashStateCost()]
}
