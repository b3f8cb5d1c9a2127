/** Which images the engine allows: the same trace as a write log, followed by the durability cursor. */
import { createArena } from '../../core/block/arena.ts'
import { createImage } from '../../core/block/block-image.ts'
import type { BlockImage } from '../../core/block/block-image.ts'
import { DurabilityCursor } from '../../core/block/durability.ts'
import type { PendingWrite } from '../../core/block/durability.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { WriteLog } from '../../core/block/write-log.ts'
import type { FlushEntry, WriteEntry } from '../../core/block/write-log.ts'
import type { CrashKind } from './legal-images.ts'
import { contentOf, INITIAL } from './trace.ts'
import type { Disk, Step, WriteStep } from './trace.ts'

const arena = createArena()
const fill = (content: string): Uint8Array => new Uint8Array(SECTOR_BYTES).fill(content === '0' ? 0 : content.charCodeAt(0))

/** A log that is written by hand: no device, no time. */
export class LiteralLog {
  readonly log = new WriteLog()
  /** Sequence number of the last step before the crash; −1 when there is none. */
  crashSeq: number | null = null
  readonly #writes = new Map<string, WriteEntry>()
  readonly #flushes = new Map<string, FlushEntry>()
  readonly #advanceBase: (seq: number) => void

  constructor(disks: number, advanceBase: (log: WriteLog, seq: number) => void) {
    for (let disk = 0; disk < disks; disk++) this.log.addDisk()
    this.#advanceBase = (seq) => advanceBase(this.log, seq)
  }

  append(step: Step): void {
    const { log } = this
    if (step.step === 'write') return this.#write(step)
    if (step.step === 'written') return this.#written(step.name, step.failed)
    if (step.step === 'flush') return this.#flush(step.name, step.disk)
    if (step.step === 'flushed') return this.#flushed(step.name, step.outcome)
    if (step.step === 'reset') return log.reset(diskIndex(step.disk), imageOf(step.content))
    if (step.step === 'mark') return void log.mark(0, 'submitted', { operation: 1 })
    if (step.step === 'crash') this.crashSeq = log.end - 1
    else this.#advanceBase(log.end)
  }

  #write(step: WriteStep): void {
    const sectors = step.last - step.first + 1
    const data = step.kind === 'write' ? new Uint8Array(sectors * SECTOR_BYTES).fill(contentOf(step).charCodeAt(0)) : null
    const entry: WriteEntry = {
      ...this.#shared(step.disk, step.name),
      kind: step.kind,
      lba: step.first,
      sectors,
      data,
      fua: step.fua,
      diskPosition: 0,
      storedLba: step.first,
      storedFrom: 0,
      storedTo: sectors,
      skipped: null,
    }
    this.#writes.set(step.name, entry)
    this.log.submit(entry)
  }

  #written(name: string, failed: boolean): void {
    const entry = this.#writes.get(name)!
    entry.failed = failed
    this.log.complete(entry, 0)
  }

  #flush(name: string, disk: Disk): void {
    const entry: FlushEntry = { ...this.#shared(disk, name), kind: 'flush', lying: false, discardsCovered: false }
    this.#flushes.set(name, entry)
    this.log.submit(entry)
  }

  #flushed(name: string, outcome: string): void {
    const entry = this.#flushes.get(name)!
    entry.lying = outcome === 'lying'
    entry.failed = outcome === 'failed' || outcome === 'gives-up'
    entry.discardsCovered = outcome === 'gives-up'
    this.log.complete(entry, 0)
  }

  #shared(disk: Disk, label: string) {
    return {
      disk: diskIndex(disk),
      operation: null,
      process: 'litmus',
      label,
      submitSeq: this.log.end,
      submitAt: 0,
      completeSeq: null,
      completeAt: -1,
      failed: false,
    }
  }
}

/**
 * @param how `live`: the cursor follows while the log grows and the trace ends at the crash; `afterwards`: the
 * whole trace is written first, as when a recorded run is swept
 */
export function engineImages(
  steps: readonly Step[],
  kind: CrashKind,
  sectors: readonly number[],
  writeThrough: boolean,
  how: 'live' | 'afterwards',
): ReadonlySet<string> {
  let cursor: DurabilityCursor | null = null
  const literal = new LiteralLog(sectors.length, (log, seq) => {
    cursor!.advanceTo(Math.min(seq - 1, literal.crashSeq ?? seq - 1))
    if (literal.crashSeq === null) log.advanceBase(seq)
  })
  const images = sectors.map((count) => imageOf(INITIAL.repeat(count)))
  cursor = new DurabilityCursor(literal.log, images, sectors.map(() => writeThrough))
  for (const step of steps) {
    if (how === 'live' && literal.crashSeq !== null) break
    literal.append(step)
    if (how === 'live') cursor.advanceTo(literal.log.end - 1)
  }
  const seq = literal.crashSeq ?? literal.log.end - 1
  if (kind === 'replica-prefix') return prefixesOf(literal.log, seq, sectors)
  cursor.advanceTo(seq)
  const perDisk = cursor.disks.map(({ floors, pending }) => diskImages(floors, pending, kind, seq))
  return new Set(perDisk.length === 1 ? perDisk[0] : perDisk[0]!.flatMap((one) => perDisk[1]!.map((two) => `${one}/${two}`)))
}

/** Every image that some choice of pending sectors makes, each applied in version order. */
function diskImages(floors: BlockImage, pending: readonly PendingWrite[], kind: CrashKind, seq: number): string[] {
  const optional = pending.flatMap((write) => {
    const certain = kind === 'process-kill' || (kind === 'os-reset' && write.completedAt(seq))
    return certain ? [] : write.sectors().map((offset) => ({ write, offset }))
  })
  const images = new Set<string>()
  for (let chosen = 0; chosen < 2 ** optional.length; chosen++) {
    const image = floors.fork()
    for (const write of pending) {
      const picks = optional.filter((option) => option.write === write)
      if (picks.length === 0) write.applyTo(image)
      else write.applySectors(image, picks.filter((pick) => chosen & (1 << optional.indexOf(pick))).map(({ offset }) => offset))
    }
    images.add(textOf(image))
    image.release()
  }
  return [...images]
}

/** The disks after the first 0, 1, 2 … completions of the log. */
function prefixesOf(log: WriteLog, end: number, sectors: readonly number[]): ReadonlySet<string> {
  const disks = sectors.map((count) => imageOf(INITIAL.repeat(count)))
  const positions = sectors.map(() => 0)
  const images = new Set([disks.map(textOf).join('/')])
  for (let seq = log.base; seq <= end; seq++) {
    const entry = log.step(seq)
    if (entry.kind === 'mark' || entry.kind === 'reset' || entry.kind === 'flush' || entry.completeSeq !== seq) continue
    if (entry.diskPosition !== ++positions[entry.disk]!) throw new Error('diskPosition does not count completions')
    const disk = disks[entry.disk]!
    for (let offset = 0; offset < entry.sectors && !entry.failed; offset++)
      disk.write((entry.lba + offset) * SECTOR_BYTES, entry.data?.subarray(0, SECTOR_BYTES) ?? fill('0'))
    images.add(disks.map(textOf).join('/'))
  }
  return images
}

function diskIndex(disk: Disk): number {
  return 'ab'.indexOf(disk)
}

export function imageOf(content: string): BlockImage {
  const image = createImage(arena, content.length * SECTOR_BYTES)
  ;[...content].forEach((sector, lba) => image.write(lba * SECTOR_BYTES, fill(sector)))
  return image
}

/** One character a sector; `?` for a sector whose bytes are not all the same. */
export function textOf(image: BlockImage): string {
  let text = ''
  for (let lba = 0; lba < image.sizeBytes / SECTOR_BYTES; lba++) {
    const bytes = image.read(lba * SECTOR_BYTES, SECTOR_BYTES)
    text += bytes.some((byte) => byte !== bytes[0]) ? '?' : bytes[0] === 0 ? '0' : String.fromCharCode(bytes[0]!)
  }
  return text
}
