/**
 * A small world to replicate: machines with two volumes and an application whose second write of a
 * record depends on the first, and a client that writes records to the machines one after the other.
 */
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import type { DeviceProfile } from '../../../core/block/device-profile.ts'
import { applyStored } from '../../../core/block/durability.ts'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import { isCompletion, WriteLog } from '../../../core/block/write-log.ts'
import type { AppContext, AppDefinition, Quiesce } from '../../../core/machine/app.ts'
import { Machine } from '../../../core/machine/machine.ts'
import { SnapshotService } from '../../../core/machine/quiesce.ts'
import { policies } from '../../../core/replication/policies.ts'
import type { ReplicationPolicy } from '../../../core/replication/policy.ts'
import { enableReplication } from '../../../core/replication/replication.ts'
import type { Replication } from '../../../core/replication/replication.ts'
import type { ReplicationOptions } from '../../../core/replication/replication-options.ts'
import { Kernel } from '../../../core/sim/kernel.ts'
import { ProcessGroup } from '../../../core/sim/process.ts'
import { createStreams } from '../../../core/sim/random.ts'
import type { Signal } from '../../../core/sim/signal.ts'

export const VOLUME_BYTES = 64 * 1024
const SLOTS = VOLUME_BYTES / SECTOR_BYTES

/** Writes record after record, each to the journal and then to the table. */
export interface Recorder {
  write(record: number): Promise<void>
  rest(durationUs: number): Promise<void>
}

class GatedRecorder implements Recorder {
  readonly rest: (durationUs: number) => Promise<void>
  readonly #write: (record: number) => Promise<void>
  readonly #changed: Signal
  #frozen = false
  #busy = 0

  constructor({ signal, clock }: AppContext, write: (record: number) => Promise<void>) {
    this.rest = (durationUs) => clock.sleep(durationUs)
    this.#write = write
    this.#changed = signal()
  }

  async write(record: number): Promise<void> {
    while (this.#frozen) await this.#changed.wait()
    this.#busy++
    await this.#write(record)
    this.#busy--
    this.#changed.notify()
  }

  async freeze(): Promise<void> {
    this.#frozen = true
    while (this.#busy > 0) await this.#changed.wait()
  }

  thaw(): void {
    this.#frozen = false
    this.#changed.notify()
  }
}

export const gated: Quiesce<GatedRecorder> = {
  freeze: (recorder) => recorder.freeze(),
  thaw: (recorder) => recorder.thaw(),
}

export function recorderApp(quiesce: Quiesce<GatedRecorder> | null): AppDefinition<string, GatedRecorder> {
  return {
    name: 'recorder',
    volumes: { journal: VOLUME_BYTES, table: VOLUME_BYTES },
    boot: (context) =>
      new GatedRecorder(context, async (record) => {
        const data = recordBytes(record)
        const offset = (record % SLOTS) * SECTOR_BYTES
        await context.volumes['journal']!.write(offset, data)
        await context.volumes['table']!.write(offset, data)
      }),
    ...(quiesce ? { quiesce } : {}),
  }
}

function recordBytes(record: number): Uint8Array {
  const bytes = new Uint8Array(SECTOR_BYTES)
  new DataView(bytes.buffer).setUint32(0, record)
  return bytes
}

/** The highest record in an image; 0 for none. */
export function newestRecord(image: BlockImage): number {
  const bytes = image.read(0, image.sizeBytes)
  const view = new DataView(bytes.buffer)
  let newest = 0
  for (let offset = 0; offset < bytes.length; offset += SECTOR_BYTES) newest = Math.max(newest, view.getUint32(offset))
  return newest
}

export interface EstateOptions {
  readonly seed?: string
  readonly machines?: number
  readonly policy?: Partial<ReplicationPolicy>
  readonly profile?: DeviceProfile
  /** Pause of the client between records. */
  readonly thinkUs?: number
  /** Null: the application cannot be frozen. By machine. */
  readonly quiesce?: (machine: number) => Quiesce<GatedRecorder> | null
  /** False: no client. */
  readonly client?: boolean
  /** So many of the machines, the first ones, are replicated. Default: all. */
  readonly replicated?: number
  /** What else to enable replication with. */
  readonly enable?: Partial<ReplicationOptions>
}

export interface Estate {
  readonly kernel: Kernel
  readonly log: WriteLog
  readonly machines: readonly Machine[]
  readonly snapshots: SnapshotService
  readonly replication: Replication
  /** Runs to a virtual time, counted from the enabling of replication. */
  run(untilUs: number): Promise<void>
  /** What a replica should hold: the first `position` completed writes of a disk. */
  prefix(disk: number, position: number): BlockImage
}

export async function createEstate(options: EstateOptions = {}): Promise<Estate> {
  const kernel = new Kernel({ streams: createStreams(options.seed ?? 'estate') })
  const log = new WriteLog()
  const arena = createArena()
  const machines = Array.from({ length: options.machines ?? 1 }, (_, index) => new Machine({
    kernel,
    log,
    id: `machine${index}`,
    app: recorderApp(options.quiesce ? options.quiesce(index) : gated) as AppDefinition<string, unknown>,
    profile: options.profile ?? DEVICE_PROFILES.ssd,
    images: [createImage(arena, VOLUME_BYTES), createImage(arena, VOLUME_BYTES)],
  }))
  for (const machine of machines) machine.boot(() => {})
  await kernel.run()
  const policy = { ...policies.fast, ...options.policy }
  const snapshots = new SnapshotService()
  const replication = enableReplication({
    kernel, log, machines: machines.slice(0, options.replicated), policy, snapshots, ...options.enable,
  })
  const startUs = kernel.now
  if (options.client !== false) startClient(kernel, machines, options.thinkUs ?? 300)
  return {
    kernel, log, machines, snapshots, replication,
    run: async (untilUs) => void (await kernel.run({ timeLimitUs: startUs + untilUs })),
    prefix: (disk, position) => prefixImage(log, createImage(arena, VOLUME_BYTES), disk, position),
  }
}

/** Writes each record to all machines in turn: one machine's write depends on the one before. */
export function startClient(kernel: Kernel, machines: readonly Machine[], thinkUs: number): void {
  const random = kernel.streams.named('client')
  kernel.spawn(new ProcessGroup('clients'), 'client', async () => {
    for (let record = 1; ; record++) {
      for (const machine of machines) await (machine.instance as Recorder).write(record)
      await kernel.sleep(random.between(1, 2 * thinkUs))
    }
  })
}

function prefixImage(log: WriteLog, image: BlockImage, disk: number, position: number): BlockImage {
  for (let seq = log.base; seq < log.end; seq++) {
    const step = log.step(seq)
    if (step.kind === 'mark' || step.kind === 'reset' || step.kind === 'flush') continue
    if (step.disk === disk && isCompletion(step, seq) && step.diskPosition <= position) applyStored(image, step)
  }
  return image
}
