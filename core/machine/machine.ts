/**
 * A machine: disks and one application on them. Booting, a clean shutdown, and the crash of a
 * process, of the operating system, or of the power. Driven by callbacks; only the application
 * itself is `async`.
 */
import type { BlockImage } from '../block/block-image.ts'
import type { DeviceProfile } from '../block/device-profile.ts'
import { Disk } from '../block/disk.ts'
import type { FaultInjector } from '../block/fault-injector.ts'
import type { ReadLease } from '../block/read-memory.ts'
import type { Mark, WriteLog } from '../block/write-log.ts'
import { DiskFiles } from '../fs/disk-files.ts'
import type { WritebackSchedule } from '../fs/mount-options.ts'
import type { Kernel } from '../sim/kernel.ts'
import { messageOf } from '../sim/message-of.ts'
import { ProcessGroup } from '../sim/process.ts'
import type { AppDefinition } from './app.ts'
import { clockOf, createContext } from './app-context.ts'
import { disksOf } from './app-disks.ts'
import type { AppDisk } from './app-disks.ts'
import type { PropertyReport } from './properties.ts'
import { runSystem, startSystem } from './system-files.ts'

export type CrashKind = 'process-kill' | 'os-reset' | 'power-cut'

export interface MachineOptions {
  readonly kernel: Kernel
  readonly log: WriteLog
  readonly id: string
  readonly app: AppDefinition<string, unknown>
  readonly profile: DeviceProfile
  /** Content of each volume, in the order of the application's volumes; the machine owns the images. */
  readonly images: readonly BlockImage[]
  /** For a machine that continues on disks the log knows: their indices. Default: new disks. */
  readonly diskIndices?: readonly number[]
  /** Faults of one disk, by `machine/volume`; null for a sound disk. */
  readonly faultsOf?: (diskId: string) => FaultInjector | null
  /** Where what the application reads goes. Default: fresh memory. */
  readonly reads?: ReadLease | null
  /** When the operating system writes back what file systems hold in memory. Default `lazy`. */
  readonly writeback?: WritebackSchedule
  /** Whether changes of files are kept, to find out later what the end of a process left. Default true. */
  readonly remembersChanges?: boolean
}

export type BootOutcome =
  | { readonly ok: true; readonly instance: unknown }
  /** `unbootable`: the operating system did not get as far as the application. */
  | { readonly ok: false; readonly error: unknown; readonly unbootable?: true }

export type ShutdownOutcome = { readonly ok: true } | { readonly ok: false; readonly error: unknown }

/** The span of a clean shutdown in the write log. */
export const SHUTDOWN = 'shutdown'
const SHUTDOWN_FLUSH = { kind: 'flush', lba: 0, sectors: 0, data: null, fua: false, label: SHUTDOWN } as const

export class Machine {
  readonly id: string
  readonly kernel: Kernel
  readonly log: WriteLog
  readonly app: AppDefinition<string, unknown>
  disks: readonly Disk[]
  /** Everything that runs in the present boot; null while the machine is off. */
  group: ProcessGroup | null = null
  /** The opened application; undefined before the boot has ended and after a crash. */
  instance: unknown = undefined
  /** Boots so far. */
  boots = 0
  /** Told of each crash, once the processes are gone and the disks attached anew or lost; in the order of joining. */
  readonly crashListeners: ((kind: CrashKind) => void)[] = []
  /** Told of each boot, before anything of the application runs. In the order of joining. */
  readonly bootListeners: (() => void)[] = []
  /** Told when the file systems of a boot are checked and mounted, before its operating system starts. In the order of joining. */
  readonly mountedListeners: (() => void)[] = []
  /** Hears of each span that ended well. */
  onSpan: ((name: string, begin: Mark, end: Mark) => void) | null = null
  /** Hears of each property that the application reports; may throw into it. */
  onProperty: ((report: PropertyReport) => void) | null = null
  /** The file system of each disk that has one; mounted by the first boot after the machine was off. */
  files: readonly (DiskFiles | null)[] = []
  readonly #options: MachineOptions
  readonly #plan: readonly AppDisk[]

  constructor(options: MachineOptions) {
    this.#options = options
    this.id = options.id
    this.kernel = options.kernel
    this.log = options.log
    this.app = options.app
    this.#plan = disksOf(options.app)
    this.disks = this.#attach(options.images, options.diskIndices)
  }

  /** Names of the disks, in their order. */
  get diskNames(): readonly string[] {
    return this.#plan.map(({ name }) => name)
  }

  get running(): boolean {
    return this.group !== null && this.instance !== undefined
  }

  /** Opens the application in a process of its own; `booted` hears how that ended, unless a crash comes first. */
  boot(booted: (outcome: BootOutcome) => void): void {
    if (this.group) throw new Error(`Machine.boot: ${this.id} is running already`)
    const group = new ProcessGroup(`${this.id}#${++this.boots}`)
    this.group = group
    this.log.mark(this.kernel.now, 'boot', { machine: this.id })
    for (const listener of this.bootListeners) listener()
    this.#mount(0, group, (error) => {
      if (error) return booted({ ok: false, error, unbootable: true })
      for (const listener of this.mountedListeners) listener()
      this.kernel.spawn(group, 'boot', async () => {
        const outcome = (await this.#startSystem(group)) ?? (await this.#open(group))
        if (outcome.ok) this.instance = outcome.instance
        booted(outcome)
      })
    })
  }

  /** Ends every process at once. The disks go on with what they have, and so does the operating system. */
  killProcesses(): void {
    this.group?.kill()
    this.group = null
    this.instance = undefined
    for (const files of this.files) files?.closeAll()
  }

  /**
   * A clean shutdown: the application is closed (without a `close` of its own, just ended), then the operating
   * system waits for its disks and flushes their caches. In the log it is a span `shutdown`. `ended` hears how it
   * went, unless a crash comes first; after an error nothing is flushed. The machine is off afterwards.
   */
  shutDown(ended: (outcome: ShutdownOutcome) => void): void {
    const { group, instance, app, kernel } = this
    if (!group || !this.running) throw new Error(`Machine.shutDown: ${this.id} is not running`)
    this.log.mark(kernel.now, 'span-begin', { machine: this.id, name: SHUTDOWN })
    // From now on nobody finds a running application here: nothing is frozen while it closes.
    this.instance = undefined
    kernel.spawn(group, 'close', async () => {
      let outcome: ShutdownOutcome = { ok: true }
      try {
        await app.close?.(instance)
      } catch (error) {
        outcome = { ok: false, error }
      }
      // In an event of its own, for it ends the very process that runs here.
      kernel.after(0, () => {
        if (group.alive) this.#switchOff(outcome, ended)
      })
    })
  }

  /** A process kill: the device finishes what was submitted, the processes are gone. */
  processKill(): void {
    this.#markCrash('process-kill')
    this.killProcesses()
    for (const disk of this.disks) disk.release()
    this.#tellCrash('process-kill')
  }

  /** An operating-system reset: the device keeps its cache; requests in flight end as `keep` says. */
  osReset(keep: Parameters<Disk['abortInFlight']>[0]): void {
    this.#markCrash('os-reset')
    this.#loseSystem()
    for (const disk of this.disks) disk.abortInFlight(keep)
    this.disks = this.#attach(this.disks.map((disk) => disk.image), this.disks.map((disk) => disk.index))
    this.#tellCrash('os-reset')
  }

  /** A power cut: `survivors` is what the media hold afterwards, one image for each disk. */
  powerCut(survivors: readonly BlockImage[]): void {
    this.#markCrash('power-cut')
    this.#loseSystem()
    const indices = this.disks.map((disk) => disk.index)
    this.disks.forEach((disk, position) => {
      disk.kill()
      disk.image.release()
      this.log.reset(disk.index, survivors[position]!.fork())
    })
    this.disks = this.#attach(survivors, indices)
    this.#tellCrash('power-cut')
  }

  /** Off for good, with its disks: the site is lost. */
  lose(): void {
    this.#markCrash('power-cut')
    this.#loseSystem()
    for (const disk of this.disks) disk.kill()
    this.#tellCrash('power-cut')
  }

  /** The processes, and all that the operating system held in memory. */
  #loseSystem(): void {
    for (const files of this.files) files?.lose()
    this.killProcesses()
  }

  /** Mounts the file systems from the one at this place on. */
  #mount(from: number, group: ProcessGroup, ended: (error: Error | null) => void): void {
    const index = this.files.findIndex((files, place) => place >= from && files !== null)
    if (index < 0) return ended(null)
    this.files[index]!.mount((outcome) => {
      if (!group.alive) return
      if (outcome.ok) return this.#mount(index + 1, group, ended)
      ended(new Error(`${this.disks[index]!.id} cannot be mounted: ${messageOf(outcome.error)}`))
    })
  }

  /** The operating system, if it boots from a disk of this machine. Null: it runs. */
  async #startSystem(group: ProcessGroup): Promise<BootOutcome | null> {
    const position = this.#plan.findIndex(({ files }) => files?.boot === true)
    if (position < 0) return null
    const { systemLogEveryUs } = this.#plan[position]!.files!
    const files = this.files[position]!.face('system', group)
    try {
      await startSystem(files)
    } catch (error) {
      return { ok: false, error, unbootable: true }
    }
    // Where a boot is only looked at, nothing goes on beside it.
    if (!this.disks[position]!.instant) this.kernel.spawn(group, 'system', () => runSystem(files, clockOf(this.kernel), systemLogEveryUs))
    return null
  }

  #switchOff(outcome: ShutdownOutcome, ended: (outcome: ShutdownOutcome) => void): void {
    this.killProcesses()
    if (!outcome.ok) return ended(outcome)
    let waiting = this.disks.length
    const flushed = (): void => {
      if (--waiting > 0) return
      this.log.mark(this.kernel.now, 'span-end', { machine: this.id, name: SHUTDOWN })
      ended(outcome)
    }
    const flush = (disk: Disk): void => disk.whenIdle(() => disk.submit(SHUTDOWN_FLUSH, flushed))
    this.disks.forEach((disk, index) => {
      const files = this.files[index]
      // A flush covers only what had completed before it was submitted.
      if (files) files.unmount((outcome) => (outcome.ok ? flush(disk) : ended({ ok: false, error: outcome.error })))
      else flush(disk)
    })
  }

  #tellCrash(kind: CrashKind): void {
    for (const listener of [...this.crashListeners]) listener(kind)
  }

  #markCrash(kind: CrashKind): void {
    this.log.mark(this.kernel.now, 'crash', { machine: this.id, name: kind })
  }

  #attach(images: readonly BlockImage[], indices: readonly number[] | undefined): Disk[] {
    const { kernel, log, profile, faultsOf, reads, writeback = 'lazy', remembersChanges = true } = this.#options
    const disks = this.#plan.map(({ name }, position) => {
      const id = `${this.id}/${name}`
      const index = indices ? indices[position]! : log.addDisk()
      const faults = faultsOf?.(id) ?? null
      return new Disk({ kernel, log, index, id, profile, image: images[position]!, faults, reads: reads ?? null })
    })
    this.files = this.#plan.map(({ files }, position) => files && new DiskFiles(disks[position]!, { ...files, schedule: writeback, remembersChanges }, this.files[position]?.changes))
    return disks
  }

  async #open(group: ProcessGroup): Promise<BootOutcome> {
    try {
      return { ok: true, instance: await this.app.boot(createContext(this, group)) }
    } catch (error) {
      return { ok: false, error }
    }
  }
}
