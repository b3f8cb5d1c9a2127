/** A file system on a disk of a machine: mounted by its operating system, seen by its processes. */
import type { Disk } from '../block/disk.ts'
import { SECTORS_PER_BLOCK } from '../block/geometry.ts'
import type { WriteEntry } from '../block/write-log.ts'
import { NeverAnswered } from '../sim/kernel.ts'
import type { Process, ProcessGroup } from '../sim/process.ts'
import { BackgroundWriter } from './background-writer.ts'
import { bootDurationUs, bootFiles } from './boot-files.ts'
import type { BootReport, CheckPolicy } from './boot-files.ts'
import type { CacheChange, CachedStep } from './cache-change.ts'
import { diskDevice } from './devices.ts'
import { createFileSystem } from './faces.ts'
import type { ProcessFileSystem, Waiter } from './faces.ts'
import { unmount } from './mount.ts'
import type { FileSystemDefects, MountOptions, WritebackSchedule } from './mount-options.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { runTask } from './task.ts'
import type { Outcome } from './task.ts'

export interface DiskFilesOptions {
  readonly options: MountOptions
  readonly schedule: WritebackSchedule
  readonly defects?: FileSystemDefects | undefined
  /** Default `damaged`. */
  readonly check?: CheckPolicy | undefined
  /** Whether {@link DiskFiles.changes} are kept. Default true. */
  readonly remembersChanges?: boolean
}

/** A change that every process sees from this position of the write log on. */
export interface SeenChange {
  readonly seq: number
  readonly atUs: number
  readonly change: CacheChange
}

export class DiskFiles {
  readonly disk: Disk
  /** In their order: what survives the end of a process. */
  readonly changes: SeenChange[]
  /** How it was mounted, and what had to be done for it. */
  report: BootReport | null = null
  readonly #settings: DiskFilesOptions
  readonly #faces: ProcessFileSystem[] = []
  readonly #waiting: ((outcome: Outcome<void>) => void)[] = []
  #volume: MountedVolume | null = null
  #writer: BackgroundWriter | null = null

  /** @param changes those of the disk before the machine was off; more are added */
  constructor(disk: Disk, settings: DiskFilesOptions, changes: SeenChange[] = []) {
    this.disk = disk
    this.changes = changes
    this.#settings = settings
  }

  get volume(): MountedVolume | null {
    return this.#volume
  }

  /** Without a word when it is mounted by now. */
  mount(ended: (outcome: Outcome<void>) => void): void {
    if (this.#volume && this.#waiting.length === 0) return ended({ ok: true, value: undefined })
    // A process was killed while the disk was being mounted, and the next one boots.
    this.#waiting.push(ended)
    if (this.#waiting.length > 1) return
    const { kernel } = this.disk
    const { options, defects = {}, check = 'damaged' } = this.#settings
    const device = diskDevice(this.disk, () => null)
    const parts = { options, defects, now: () => kernel.now, onCached: (step: CachedStep) => this.#cached(step) }
    runTask(device, bootFiles(device.blocks, parts, check), (outcome) => {
      if (!outcome.ok) return this.#waiting.splice(0).forEach((each) => each(outcome))
      const { volume, report } = outcome.value
      this.#volume = volume
      this.report = report
      this.#writer = new BackgroundWriter({
        kernel, volume, device, schedule: this.#settings.schedule,
        random: () => kernel.streams.named(`writeback/${this.disk.id}`),
      })
      const mounted = (): void => this.#waiting.splice(0).forEach((each) => each({ ok: true, value: undefined }))
      if (this.disk.instant) mounted()
      else kernel.after(bootDurationUs(report), mounted)
    })
  }

  /** Brings everything to the disk. */
  unmount(ended: (outcome: Outcome<void>) => void): void {
    if (!this.#volume) return ended({ ok: true, value: undefined })
    runTask(diskDevice(this.disk, () => null), unmount(this.#volume), ended)
  }

  /** Brings it to rest: from `ended` on until {@link thaw} nothing is written, and a mount finds no journal to replay. */
  freeze(ended: (outcome: Outcome<void>) => void): void {
    if (!this.#volume) return ended({ ok: true, value: undefined })
    this.#writer?.hold()
    runTask(diskDevice(this.disk, () => null), this.#volume.freezer.freeze(this.#volume), ended)
  }

  /** Also while it is still freezing, and when it never was frozen. */
  thaw(): void {
    this.#volume?.freezer.thaw()
    this.#writer?.release()
  }

  /** The operating system is gone, and everything that only it had. */
  lose(): void {
    this.#writer?.stop()
    this.#volume = null
    this.#faces.length = 0
  }

  /** The processes are gone; what they had open is closed. */
  closeAll(): void {
    if (this.#volume) for (const face of this.#faces) face.closeAll()
    this.#faces.length = 0
  }

  /** The file system as the processes of a group see it. */
  face(name: string, group: ProcessGroup): ProcessFileSystem {
    const face = createFileSystem(name, this.#volume!, this.#waiter(group))
    this.#faces.push(face)
    return face
  }

  #waiter(group: ProcessGroup): Waiter {
    const { disk } = this
    const { kernel } = disk
    return {
      device: (origin) => {
        const owner: Process | null = kernel.current
        return diskDevice(disk, () => owner, origin)
      },
      wantsOrigins: () => disk.log.origins !== null,
      begin: () => group.alive && (!disk.instant || kernel.countInstant()),
      waitFor: (isThere) => {
        if (group.alive) kernel.pump(() => isThere() || !group.alive)
        if (!isThere()) throw new NeverAnswered()
      },
      later: <Result>(start: (ended: (outcome: Outcome<Result>) => void) => void) => {
        let early: Outcome<Result> | null = null
        let deferred: ReturnType<typeof kernel.deferred<Result>> | null = null
        start((outcome) => {
          if (!deferred) early = outcome
          else if (outcome.ok) kernel.wake(deferred, outcome.value)
          else kernel.fail(deferred, outcome.error)
        })
        const known = early as Outcome<Result> | null
        // A device without latency answers within the call: no event, no turn.
        if (known && disk.instant) return known.ok ? Promise.resolve(known.value) : Promise.reject(known.error as Error)
        deferred = kernel.deferred<Result>('FileSystem')
        if (known?.ok) kernel.wake(deferred, known.value)
        else if (known) kernel.fail(deferred, known.error)
        return deferred.promise
      },
    }
  }

  #cached({ change, origin, overwrites }: CachedStep): void {
    const { log, kernel, id } = this.disk
    for (const { block, data } of overwrites) {
      if (origin) log.origins?.set(log.end, origin)
      log.submit(cachedEntry(this.disk, block, data))
    }
    if (origin) log.origins?.set(log.end, origin)
    const machine = id.slice(0, id.lastIndexOf('/'))
    const { seq } = log.mark(kernel.now, 'cached', { machine, operation: kernel.current?.operation ?? null, name: change.change })
    if (this.#settings.remembersChanges !== false) this.changes.push({ seq, atUs: kernel.now, change })
  }
}

/** A page of the cache that has a place on the disk, as a line of the write log. */
function cachedEntry({ kernel, log, index }: Disk, block: number, data: Uint8Array): WriteEntry {
  const lba = block * SECTORS_PER_BLOCK
  return {
    kind: 'write', disk: index, lba, sectors: SECTORS_PER_BLOCK, data, fua: false, operation: kernel.current?.operation ?? null,
    process: kernel.current?.name ?? 'page cache', label: 'page-cache', submitSeq: log.end, submitAt: kernel.now, completeSeq: null,
    completeAt: -1, diskPosition: 0, storedLba: lba, storedFrom: 0, storedTo: SECTORS_PER_BLOCK, skipped: null, failed: false, cached: true,
  }
}
