/**
 * Knows which recoveries must end alike. A recovery is a function of what it reads: the first place that it
 * reads is always the same, and each further one follows from the contents before it. So the recoveries of a
 * drill form a tree of reads, in which an image finds its way down by its contents; where it arrives at an
 * end, booting it would show nothing new.
 *
 * It holds for applications without memory outside their images, whose disks have no faults of their own.
 */
import type { BlockImage } from '../block/block-image.ts'

/** A step of a recovery on its disks, in their order. */
export interface DiskStep {
  readonly kind: 'read' | 'write'
  readonly disk: number
  readonly lba: number
  readonly sectors: number
}

/** What a read learned of the images: sectors that the recovery had not written itself. */
interface Place {
  readonly disk: number
  /** Pairs of first sector and end. */
  readonly runs: readonly number[]
}

type Node<Known> = Fork<Known> | End<Known>

/** Where recoveries part by the content of a place. Most have one way on, and a map of one costs many times the entry. */
class Fork<Known> implements Place {
  readonly disk: number
  readonly runs: readonly number[]
  #lone: { readonly content: number; readonly node: Node<Known> } | null = null
  #byContent: Map<number, Node<Known>> | null = null

  constructor({ disk, runs }: Place) {
    this.disk = disk
    this.runs = runs
  }

  get(content: number): Node<Known> | undefined {
    if (this.#byContent) return this.#byContent.get(content)
    return this.#lone?.content === content ? this.#lone.node : undefined
  }

  /** The content has no way on yet. */
  add(content: number, node: Node<Known>): void {
    if (this.#lone) {
      this.#byContent = new Map([[this.#lone.content, this.#lone.node]])
      this.#lone = null
    }
    if (this.#byContent) this.#byContent.set(content, node)
    else this.#lone = { content, node }
  }
}

interface End<Known> {
  readonly known: Known
}

/** With so many forks and ends it is large enough: it goes on to be asked, and learns no more. */
const MOST_NODES = 200_000

export class ReadTree<Known> {
  #root: Node<Known> | null = null
  #nodes = 0
  /** Two boots read other places after equal contents: nothing can be concluded from reads. */
  #broken = false

  /** What a recovery from these images is known to show, or null. */
  find(images: readonly BlockImage[]): Known | null {
    let node: Node<Known> | null | undefined = this.#root
    while (node instanceof Fork) node = node.get(contentKey(images[node.disk]!, node.runs))
    return node && !this.#broken ? node.known : null
  }

  /** @param images as they were before the recovery wrote to them */
  learn(images: readonly BlockImage[], steps: readonly DiskStep[], known: Known): void {
    if (this.#broken || this.#nodes >= MOST_NODES) return
    let attach = (node: Node<Known>): void => void (this.#root = node)
    let node: Node<Known> | null | undefined = this.#root
    for (const place of placesRead(steps)) {
      if (node && !(node instanceof Fork && samePlace(node, place))) return this.#break()
      const fork: Fork<Known> = node ?? this.#newFork(place, attach)
      const content = contentKey(images[place.disk]!, place.runs)
      attach = (child) => fork.add(content, child)
      node = fork.get(content)
    }
    if (!node) {
      attach({ known })
      this.#nodes++
    } else if (node instanceof Fork) this.#break()
  }

  #newFork(place: Place, attach: (node: Node<Known>) => void): Fork<Known> {
    const fork = new Fork<Known>(place)
    attach(fork)
    this.#nodes++
    return fork
  }

  #break(): void {
    this.#broken = true
    this.#root = null
  }
}

/** The reads that learned something, each without what the recovery had written itself by then. */
function placesRead(steps: readonly DiskStep[]): readonly Place[] {
  const written = new Map<number, Set<number>>()
  const places: Place[] = []
  for (const { kind, disk, lba, sectors } of steps) {
    const own = written.get(disk)
    if (kind === 'read') {
      const runs = own ? runsWithout(own, lba, lba + sectors) : [lba, lba + sectors]
      if (runs.length > 0) places.push({ disk, runs })
      continue
    }
    const extended = own ?? new Set()
    if (!own) written.set(disk, extended)
    for (let sector = lba; sector < lba + sectors; sector++) extended.add(sector)
  }
  return places
}

function runsWithout(own: ReadonlySet<number>, from: number, to: number): readonly number[] {
  const runs: number[] = []
  for (let lba = from; lba < to; lba++) {
    if (own.has(lba)) continue
    if (runs.length > 0 && runs[runs.length - 1] === lba) runs[runs.length - 1] = lba + 1
    else runs.push(lba, lba + 1)
  }
  return runs
}

function samePlace(one: Place, other: Place): boolean {
  return one.disk === other.disk && one.runs.length === other.runs.length && one.runs.every((edge, index) => edge === other.runs[index])
}

/** The upper 21 bits of a key come from one half of the hash. */
const HIGH_FACTOR = 2 ** 32
const HIGH_BITS = 11

/** 53 bits over the contents of the runs. */
function contentKey(image: BlockImage, runs: readonly number[]): number {
  let high = 0x1b873593
  let low = 0x2545f491
  for (let index = 0; index < runs.length; index += 2) {
    for (let lba = runs[index]!; lba < runs[index + 1]!; lba++) {
      const hash = image.sectorHash(lba)
      high = (Math.imul(high ^ hash.high, 0x85ebca6b) + lba) | 0
      high ^= high >>> 15
      low = (Math.imul(low ^ hash.low, 0xc2b2ae35) + lba) | 0
      low ^= low >>> 13
    }
  }
  return (high >>> HIGH_BITS) * HIGH_FACTOR + (low >>> 0)
}
