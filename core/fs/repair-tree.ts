/**
 * Mends the tree of names of a {@link Draft}: names that lead nowhere go, links are counted anew, and what has lost its
 * name finds itself under `/lost+found`, as `#` and its inode number. What has no links either is given up.
 */
import { FIRST_FREE_INO, ROOT_INO } from './layout.ts'
import type { NameRecord } from './records.ts'
import type { Draft, DraftInode } from './repair-draft.ts'

const LOST_AND_FOUND = 'lost+found'

export function mendTree(draft: Draft): void {
  new TreeMender(draft).mend()
}

class TreeMender {
  readonly #draft: Draft
  /** Links of each inode that a name leads to. */
  readonly #links = new Map<number, number>()
  #lostAndFound: number | null = null

  constructor(draft: Draft) {
    this.#draft = draft
  }

  mend(): void {
    const { inodes } = this.#draft
    if (inodes.get(ROOT_INO)?.record.type !== 'directory') {
      this.#draft.drop(ROOT_INO)
      this.#draft.create(ROOT_INO, 'directory', 0o755)
    }
    this.#links.set(ROOT_INO, 2)
    this.#walk(ROOT_INO)
    for (const [ino, { record, names }] of [...inodes])
      if (!this.#links.has(ino) && record.links === 0 && names.every(({ size }) => size === 0)) this.#draft.drop(ino)
    const namers = this.#lostNamers()
    for (const lost of [...inodes.keys()].sort((one, other) => one - other))
      for (const ino of this.#lostAbove(lost, namers)) if (this.#isLost(ino)) this.#reattach(ino)
    for (const [ino, inode] of inodes) inode.record = { ...inode.record, links: this.#links.get(ino)! }
  }

  /** Follows the names below a directory, and takes out those that cannot be. */
  #walk(from: number): void {
    const waiting = [from]
    for (let ino = waiting.pop(); ino !== undefined; ino = waiting.pop()) {
      const known = new Set<string>()
      for (const names of this.#draft.inodes.get(ino)!.names) {
        for (const [name, entry] of [...names]) {
          if (known.has(name) || !this.#leadsSomewhere(entry)) names.delete(name)
          else if (this.#count(ino, entry)) waiting.push(entry.ino)
          known.add(name)
        }
      }
    }
  }

  #leadsSomewhere({ ino, type }: NameRecord): boolean {
    const target = this.#draft.inodes.get(ino)
    return target?.record.type === type && !(type === 'directory' && this.#links.has(ino))
  }

  /** Counts a name. @returns whether it leads to a directory that is met for the first time */
  #count(parent: number, { ino, type }: NameRecord): boolean {
    const isDirectory = type === 'directory'
    const isFirst = !this.#links.has(ino)
    this.#links.set(ino, (this.#links.get(ino) ?? 0) + (isDirectory ? 2 : 1))
    if (isDirectory) this.#links.set(parent, this.#links.get(parent)! + 1)
    return isDirectory && isFirst
  }

  #isLost(ino: number): boolean {
    return this.#draft.inodes.has(ino) && !this.#links.has(ino)
  }

  /** For what has lost its way to the root: the first lost directory that has a name for it. */
  #lostNamers(): ReadonlyMap<number, number> {
    const namers = new Map<number, number>()
    for (const [directory, { names }] of this.#draft.inodes) {
      if (!this.#isLost(directory)) continue
      for (const entry of names.flatMap((inBlock) => [...inBlock.values()]))
        if (this.#leadsSomewhere(entry) && !namers.has(entry.ino)) namers.set(entry.ino, directory)
    }
    return namers
  }

  /** An inode under the lost directories above it, the topmost first. Directories may go round in circles. */
  #lostAbove(ino: number, namers: ReadonlyMap<number, number>): readonly number[] {
    const above = new Set<number>()
    for (let at: number | undefined = ino; at !== undefined && this.#isLost(at) && !above.has(at); at = namers.get(at)) above.add(at)
    return [...above].reverse()
  }

  #reattach(ino: number): void {
    const parent = this.#findLostAndFound()
    const { type } = this.#draft.inodes.get(ino)!.record
    const directory = parent === null ? null : this.#draft.inodes.get(parent)!
    if (!directory || !this.#draft.addName(directory, freeName(directory, `#${ino}`), { ino, type })) return this.#draft.drop(ino)
    if (this.#count(parent!, { ino, type })) this.#walk(ino)
  }

  /** Null when there is no room for it. */
  #findLostAndFound(): number | null {
    if (this.#lostAndFound !== null) return this.#lostAndFound
    const root = this.#draft.inodes.get(ROOT_INO)!
    for (const names of root.names) {
      const known = names.get(LOST_AND_FOUND)
      if (known?.type === 'directory') return (this.#lostAndFound = known.ino)
    }
    const ino = this.#freeInode()
    if (ino === null) return null
    this.#draft.create(ino, 'directory', 0o700)
    const entry: NameRecord = { ino, type: 'directory' }
    if (!this.#draft.addName(root, freeName(root, LOST_AND_FOUND), entry)) {
      this.#draft.drop(ino)
      return null
    }
    this.#count(ROOT_INO, entry)
    return (this.#lostAndFound = ino)
  }

  #freeInode(): number | null {
    for (let ino = FIRST_FREE_INO; ino <= this.#draft.layout.inodes; ino++) if (!this.#draft.inodes.has(ino)) return ino
    return null
  }
}

function freeName({ names }: DraftInode, wanted: string): string {
  const isTaken = (name: string): boolean => names.some((inBlock) => inBlock.has(name))
  let name = wanted
  for (let count = 1; isTaken(name); count++) name = `${wanted}.${count}`
  return name
}
