import type { Disk } from '../block/disk.ts'
import type { CrashKind, Machine } from '../machine/machine.ts'
import type { Carrier } from './carrier.ts'
import { durationUs, traceEvent } from './context.ts'
import type { ReplicationContext } from './context.ts'
import { FilterDriver } from './filter-driver.ts'
import { InitialCopy } from './initial-copy.ts'
import { MachineClock } from './machine-clock.ts'
import type { ProviderState } from './provider-states.ts'
import { TrackedDisk } from './tracked-disk.ts'

export interface PipelineOptions {
  readonly context: ReplicationContext
  readonly machine: Machine
  /** Of the whole replication; a new one is added at the end. */
  readonly all: TrackedDisk[]
  readonly provisionedBytesOf: (device: Disk) => number
  readonly carrierFor: (disks: readonly TrackedDisk[]) => Carrier
  /** Told before anything of the pipeline has ended. */
  readonly interrupted: () => void
}

/** One machine on its way to the target: its disks, the driver above them, and what carries their changes. */
export class Pipeline {
  readonly machine: Machine
  readonly carrier: Carrier
  readonly clock: MachineClock
  /** The part that makes snapshots in the machine. */
  provider: ProviderState = 'registered'
  /** The machine is gone for good. */
  lost = false
  readonly #options: PipelineOptions
  readonly #disks: TrackedDisk[] = []
  readonly #driver: FilterDriver
  readonly #copies: InitialCopy[] = []

  constructor(options: PipelineOptions) {
    const { context, machine, carrierFor } = options
    this.#options = options
    this.machine = machine
    this.clock = new MachineClock(!context.defects.clockNotHeld)
    this.carrier = carrierFor(this.#disks)
    this.#driver = new FilterDriver(this.carrier, !context.defects.lostInHostCache)
    machine.crashListeners.push((kind) => this.#crashed(kind))
    machine.bootListeners.push(() => this.booted(this.#disks.every((disk) => disk.device === this.#deviceOf(disk))))
  }

  /** The disks of this machine that are replicated. */
  get disks(): readonly TrackedDisk[] {
    return this.#disks
  }

  /** Begins to capture disks, and copies them. @param copyBytes the copy takes as long as so much needs */
  protect(devices: readonly Disk[], founder: boolean, copyBytes: number): void {
    const { context, machine, all, provisionedBytesOf } = this.#options
    const added = devices.map((device) => {
      const provisionedBytes = provisionedBytesOf(device)
      const options = { index: all.length, machine, device, clock: this.clock, founder, provisionedBytes }
      const disk = new TrackedDisk(context, options)
      this.#driver.attach(disk, device)
      all.push(disk)
      this.#disks.push(disk)
      return disk
    })
    const copyUs = durationUs(copyBytes, context.policy.initialBytesPerSecond)
    const copy = new InitialCopy(context.kernel, copyUs, () => this.#copied(added))
    this.#copies.push(copy)
    if (copy.complete) this.#ready(added)
    else traceEvent(context, 'initial replication', machine.id, added.length)
  }

  /** Comparison of some or all of its disks. */
  compare(disks: readonly TrackedDisk[]): void {
    for (const disk of disks) this.carrier.compare(disk)
  }

  /** @param clean false: what the driver had in memory was lost, and it is not known any more what differs */
  booted(clean: boolean): void {
    if (this.lost) return
    this.carrier.resume()
    for (const copy of this.#copies) copy.resume()
    for (const disk of this.#disks) {
      this.#driver.detach(disk)
      this.#driver.attach(disk, this.#deviceOf(disk))
    }
    if (clean) return
    this.#options.context.tell('resync-due', 'unclean-boot')
    this.compare(this.#disks)
  }

  endCapture(): void {
    this.#options.interrupted()
    for (const copy of this.#copies) copy.suspend()
    for (const disk of this.#disks) this.#driver.detach(disk)
    this.carrier.endCapture()
  }

  /** The device that is now where the disk was. */
  #deviceOf({ volume }: TrackedDisk): Disk {
    return this.machine.disks[volume]!
  }

  /** A killed process takes nothing from the driver, which is part of the operating system. */
  #crashed(kind: CrashKind): void {
    if (kind === 'process-kill') this.#options.interrupted()
    else this.endCapture()
  }

  #copied(disks: readonly TrackedDisk[]): void {
    traceEvent(this.#options.context, 'protected', this.machine.id, disks.length)
    this.#ready(disks)
  }

  #ready(disks: readonly TrackedDisk[]): void {
    for (const disk of disks) disk.ready = true
    if (this.#disks.every(({ ready, founder }) => ready || !founder)) this.carrier.begin()
  }
}
