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
    for (let top = this.#firstLost(); top !== null; top = this.#firstLost()) this.#reattach(top)
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

  /** Counts a name. @returns true for a directory, which is met for the first time */
  #count(parent: number, { ino, type }: NameRecord): boolean {
    const isDirectory = type === 'directory'
    this.#links.set(ino, (this.#links.get(ino) ?? 0) + (isDirectory ? 2 : 1))
    if (isDirectory) this.#links.set(parent, this.#links.get(parent)! + 1)
    return isDirectory
  }

  /** The one to be reattached next: no other lost directory has a name for it, unless they go round in circles. */
  #firstLost(): number | null {
    const { inodes } = this.#draft
    const lost = [...inodes.keys()].filter((ino) => !this.#links.has(ino)).sort((one, other) => one - other)
    const named = new Set(lost.flatMap((ino) => inodes.get(ino)!.names.flatMap((names) => [...names.values()].map((entry) => entry.ino))))
    return lost.find((ino) => !named.has(ino)) ?? lost[0] ?? null
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
