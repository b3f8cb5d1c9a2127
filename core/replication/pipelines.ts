import type { Disk } from '../block/disk.ts'
import type { Machine } from '../machine/machine.ts'
import type { Carrier } from './carrier.ts'
import type { ReplicationContext } from './context.ts'
import { addability } from './membership.ts'
import type { Addition } from './membership.ts'
import { Pipeline } from './pipeline.ts'
import type { ClockJumps } from './statistics.ts'
import type { TrackedDisk } from './tracked-disk.ts'

export interface PipelinesOptions {
  readonly context: ReplicationContext
  readonly provisionedBytes: Readonly<Record<string, number>>
  readonly carrierFor: (machine: Machine, disks: readonly TrackedDisk[]) => Carrier
  /** Told before anything of a machine has ended. */
  readonly interrupted: () => void
}

/** All machines of one replication. */
export class Pipelines {
  /** By machine as given, then by volume; those that were added later behind them. */
  readonly disks: TrackedDisk[] = []
  readonly #options: PipelinesOptions
  readonly #all: Pipeline[] = []
  readonly #carriers = new Map<Machine, Carrier>()

  constructor(options: PipelinesOptions) {
    this.#options = options
  }

  get all(): readonly Pipeline[] {
    return this.#all
  }

  get machineIds(): readonly string[] {
    return this.#all.map(({ machine }) => machine.id)
  }

  get carriers(): readonly Carrier[] {
    return this.#all.map(({ carrier }) => carrier)
  }

  /** Every disk that was protected from the beginning has its first full copy. */
  get copied(): boolean {
    return this.disks.every(({ founder, ready }) => ready || !founder)
  }

  get lost(): boolean {
    return this.#all.every(({ lost }) => lost)
  }

  get clockJumps(): ClockJumps {
    const jumps = this.#all.map(({ clock }) => clock.jumps)
    return {
      forward: jumps.reduce((sum, { forward }) => sum + forward, 0),
      backward: jumps.reduce((sum, { backward }) => sum + backward, 0),
    }
  }

  carrierOf(disk: TrackedDisk): Carrier {
    return this.#carriers.get(disk.machine)!
  }

  /** @throws RangeError naming the caller, for a machine that is not replicated */
  of(caller: string, machine: string): Pipeline {
    const found = this.#all.find((candidate) => candidate.machine.id === machine)
    if (!found) throw new RangeError(`Replication.${caller}: ${machine} is not replicated here`)
    return found
  }

  /** @throws RangeError naming the caller, for a disk that is not replicated */
  diskOf(caller: string, machine: string, disk: string): TrackedDisk {
    const found = this.of(caller, machine).disks.find(({ id }) => id === disk)
    if (!found) throw new RangeError(`Replication.${caller}: ${disk} is not replicated here`)
    return found
  }

  /** Begins with all machines at once: their copies share one rate. */
  protect(machines: readonly Machine[], excludedDisks: readonly string[]): void {
    const chosen = machines.map(({ disks }) => disks.filter(({ id }) => !excludedDisks.includes(id)))
    const bytes = this.#bytesOf(chosen.flat())
    machines.forEach((machine, index) => this.#pipelineFor(machine).protect(chosen[index]!, true, bytes))
  }

  /** Protects more disks of a machine that is here, or a machine that is not. */
  add(machine: Machine, devices: readonly Disk[]): Addition {
    const present = this.#all.find((pipeline) => pipeline.machine === machine)
    const machines = this.#all.length + (present ? 0 : 1)
    const answer = addability(this.#options.context.policy, machines, machine, devices)
    if (!answer.ok) return answer
    const pipeline = present ?? this.#pipelineFor(machine)
    pipeline.protect(devices, false, this.#bytesOf(devices))
    return answer
  }

  /** What is to be copied. */
  #bytesOf(devices: readonly Disk[]): number {
    const bytes = devices.reduce((sum, device) => sum + this.#provisioned(device), 0)
    this.#options.context.recorder.initialBytes += bytes
    return bytes
  }

  #provisioned(device: Disk): number {
    return this.#options.provisionedBytes[device.id] ?? device.sizeBytes
  }

  #pipelineFor(machine: Machine): Pipeline {
    const { context, carrierFor, interrupted } = this.#options
    const pipeline = new Pipeline({
      context,
      machine,
      all: this.disks,
      provisionedBytesOf: (device) => this.#provisioned(device),
      carrierFor: (disks) => carrierFor(machine, disks),
      interrupted,
    })
    this.#all.push(pipeline)
    this.#carriers.set(machine, pipeline.carrier)
    return pipeline
  }
}
