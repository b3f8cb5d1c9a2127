/**
 * Pages in two copies on two volumes. A write goes to both and is acknowledged when both have flushed it; a read
 * compares both copies, returns the newer good one and writes it over the other.
 *
 * It survives any power cut on devices that keep sectors whole, and beside that one device that stores writes
 * somewhere else: the page that was hit is known by its checksum, the one that was missed by its version. Opening
 * compares and repairs all pages, so what it shows is on both volumes.
 */
import type { Volume } from '../../core/block/volume.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { AppContext } from '../../core/machine/app.ts'
import { Rejected } from '../../core/machine/app.ts'
import type { Mutex } from '../../core/sim/signal.ts'
import type { MirroredPagesDefect } from './defects.ts'
import { decodePage, encodePage, PAGE_TEXT_BYTES, type Copy, type Page } from './page.ts'

export interface MirroredPagesOptions {
  /** A planted bug, by its name. Default: none. */
  readonly defect?: MirroredPagesDefect
}

/** Neither copy of a page can be trusted. */
export class LostPageError extends Error {
  override readonly name = 'LostPageError'
}

export class MirroredPages {
  readonly #volumes: readonly Volume[]
  readonly #defect: MirroredPagesDefect | undefined
  readonly #latch: Mutex
  readonly #pageCount: number
  #version = 0
  #failure: Error | undefined

  private constructor(context: AppContext<'left' | 'right'>, defect: MirroredPagesDefect | undefined) {
    const { left, right } = context.volumes
    this.#volumes = [left, right]
    this.#defect = defect
    this.#latch = context.mutex()
    this.#pageCount = Math.min(left.sizeBytes, right.sizeBytes) / SECTOR_BYTES
  }

  /** Opens the mirror, whatever its volumes hold. @throws LostPageError when a page is damaged on both. */
  static async open(context: AppContext<'left' | 'right'>, options: MirroredPagesOptions = {}): Promise<MirroredPages> {
    const mirror = new MirroredPages(context, options.defect)
    await context.span('recovery', async () => {
      const pages = await mirror.#readPages(0, mirror.#pageCount)
      mirror.#version = pages.reduce((highest, page) => Math.max(highest, page?.version ?? 0), 0)
      // After a process kill a page may be in the cache of a device only.
      if (mirror.#version > 0) await mirror.#flush('open-flush')
    })
    return mirror
  }

  /** How many pages there are. */
  get pageCount(): number {
    return this.#pageCount
  }

  /**
   * Sets the text of a page. Resolves when both copies are durable. Rejects with `Rejected` after a device error.
   * @throws RangeError for a page that does not exist, and for a text that does not fit.
   */
  write(address: number, text: string): Promise<{ readonly position: number }> {
    this.#checkAddress('write', address)
    if (Buffer.byteLength(text) > PAGE_TEXT_BYTES)
      throw new RangeError(`MirroredPages.write: a page holds ${PAGE_TEXT_BYTES} bytes, got ${Buffer.byteLength(text)}`)
    return this.#exclusively(async () => {
      const page: Page = { version: ++this.#version, text }
      await Promise.all(this.#volumes.map((volume) => this.#store(volume, address, page, 'page')))
      await this.#flush('page-flush')
      return { position: page.version }
    })
  }

  /** The text of a page; undefined if it was never written. @throws LostPageError when both copies are damaged. */
  read(address: number): Promise<string | undefined> {
    this.#checkAddress('read', address)
    return this.#exclusively(async () => (await this.#readPages(address, 1))[0]?.text)
  }

  /** The texts of all pages that were ever written, by address. */
  readAll(): Promise<Record<number, string>> {
    return this.#exclusively(async () => {
      const texts: Record<number, string> = {}
      const pages = await this.#readPages(0, this.#pageCount)
      pages.forEach((page, address) => {
        if (page) texts[address] = page.text
      })
      return texts
    })
  }

  /** Reads neighbouring pages from both volumes and repairs whichever copy is older or damaged. */
  async #readPages(first: number, count: number): Promise<(Page | undefined)[]> {
    const sides = await Promise.all(this.#volumes.map((volume) => this.#readCopies(volume, first, count)))
    const pages: (Page | undefined)[] = []
    let repaired = false
    for (let index = 0; index < count; index++) {
      const copies = sides.map((side) => side[index]!)
      const newest = this.#newest(first + index, copies)
      pages.push(newest)
      for (const [side, copy] of copies.entries()) {
        if (newest === undefined ? copy === 'blank' : isPage(copy) && copy.version === newest.version) continue
        repaired = true
        await this.#repair(this.#volumes[side]!, first + index, newest)
      }
    }
    if (repaired) await this.#flush('repair-flush')
    return pages
  }

  async #readCopies(volume: Volume, first: number, count: number): Promise<Copy[]> {
    const bytes = Buffer.from(await volume.read(first * SECTOR_BYTES, count * SECTOR_BYTES))
    return Array.from({ length: count }, (_, index) =>
      decodePage(first + index, bytes.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES), this.#defect))
  }

  /** Blank is what a page is that only one volume knows to be otherwise, and badly. */
  #newest(address: number, copies: readonly Copy[]): Page | undefined {
    if (copies.every((copy) => copy === 'damaged'))
      throw new LostPageError(`both copies of page ${address} are damaged`)
    return copies.filter(isPage).reduce<Page | undefined>(
      (newest, page) => (newest === undefined || page.version > newest.version ? page : newest), undefined)
  }

  #repair(volume: Volume, address: number, page: Page | undefined): Promise<void> {
    if (page) return this.#store(volume, address, page, 'repair')
    return this.#change(() => volume.writeZeroes(address * SECTOR_BYTES, SECTOR_BYTES, { label: 'repair' }))
  }

  #store(volume: Volume, address: number, page: Page, label: string): Promise<void> {
    const bytes = encodePage(address, page, this.#defect)
    return this.#change(() => volume.write(address * SECTOR_BYTES, bytes, { label }))
  }

  async #flush(label: string): Promise<void> {
    await Promise.all(this.#volumes.map((volume) => this.#change(() => volume.flush({ label }))))
  }

  /** The first request that fails ends the mirror: nobody knows what the volume holds then. */
  async #change(request: () => Promise<void>): Promise<void> {
    try {
      await request()
    } catch (error) {
      this.#failure ??= error as Error
      throw error
    }
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#latch.run(async () => {
      if (this.#failure) throw new Rejected(`the mirror failed earlier: ${this.#failure.message}`)
      return work()
    })
  }

  #checkAddress(call: string, address: number): void {
    if (!Number.isInteger(address) || address < 0 || address >= this.#pageCount)
      throw new RangeError(`MirroredPages.${call}: page 0 to ${this.#pageCount - 1}, got ${address}`)
  }
}

const isPage = (copy: Copy): copy is Page => typeof copy === 'object'
