/**
 * A site: the machines of a scenario on their disks, with clients that run operations on them.
 * The protected site, a recovered one, and every boot of the sweep are sites; they differ in their
 * images and in their device.
 */
import type { Arena } from '../block/arena.ts'
import type { BlockImage } from '../block/block-image.ts'
import type { DeviceProfile } from '../block/device-profile.ts'
import type { FaultInjector } from '../block/fault-injector.ts'
import type { Disk } from '../block/disk.ts'
import { forgetOldSteps, LogKeeper } from '../block/log-keeper.ts'
import type { ReadLease, ReadMemory } from '../block/read-memory.ts'
import { WriteLog } from '../block/write-log.ts'
import { ShadowFiles } from '../fs/shadow-files.ts'
import type { WritebackSchedule } from '../fs/mount-options.ts'
import { Rejected } from '../machine/app.ts'
import { Machine } from '../machine/machine.ts'
import type { BootOutcome, MachineOptions } from '../machine/machine.ts'
import { disksOf } from '../machine/app-disks.ts'
import type { OperationRecord } from '../oracle/history.ts'
import type { SyncSpan } from '../oracle/claim.ts'
import { Kernel } from '../sim/kernel.ts'
import type { RunLimits, StopReason } from '../sim/kernel.ts'
import { hashText } from '../sim/hash.ts'
import { ProcessGroup } from '../sim/process.ts'
import { createStreams } from '../sim/random.ts'
import type { Streams } from '../sim/random.ts'
import { Trace } from '../sim/trace.ts'
import { splitAnswer } from './committed.ts'
import { emptyImages } from './empty-images.ts'
import { digestOfAnswer } from './digest.ts'
import { mountFactsOf } from './file-system-boots.ts'
import type { MountFacts } from './file-system-boots.ts'
import type { PlannedOperation } from './plan.ts'
import { PropertyBook } from './property-book.ts'
import { PropertyReports } from './property-reports.ts'
import type { AnyApp, Scenario } from './scenario.ts'
import { messageOf } from './text.ts'

export interface SiteOptions {
  readonly scenario: Scenario
  readonly seed: string
  readonly device: DeviceProfile
  readonly arena: Arena
  readonly trace?: Trace
  /** Content of all disks in their order; the site owns the images. Default: empty volumes. */
  readonly images?: readonly BlockImage[]
  /** Draw who goes first among processes that wake at one instant. Default false. */
  readonly exploreSchedules?: boolean
  /** How far back crashes can be cut from the write log, in µs. Default: the whole run. */
  readonly logRetentionUs?: number
  /** Whether crashes can be cut from the write log, which follows every write a second time. Default true. */
  readonly cuts?: boolean
  /** Remember where in the code each write was asked for. Slow. Default false. */
  readonly origins?: boolean
  readonly faultsOf?: (streams: Streams) => (diskId: string) => FaultInjector | null
  /** Counts the properties that the applications report. Default: one of this site alone. */
  readonly properties?: PropertyBook
  /** Whence the memory of what is read comes, to be given back when the site is disposed of. Default: fresh memory. */
  readonly readMemory?: ReadMemory
  /** When operating systems write back what their file systems hold. Default `lazy`. */
  readonly writeback?: WritebackSchedule
}

/** `unbootable`: the operating system of a machine did not come up. */
export type BootReport = { readonly ok: true } | { readonly ok: false; readonly message: string; readonly unbootable?: boolean }

export type ObserveReport = { readonly ok: true; readonly observed: unknown } | { readonly ok: false; readonly message: string }

/** A boot, a read-back or a shutdown that takes more events than this never ends. */
export const EVENT_LIMIT = 200_000
/** The same in virtual time: half an hour. */
export const TIME_LIMIT_US = 1_800_000_000

/** Of a site that is only lived in: no crash is cut from it, and nobody compares its trace with another. */
export const UNEXAMINED = {
  cuts: false,
  get trace() {
    return new Trace(null)
  },
} as const

export class Site {
  readonly scenario: Scenario
  readonly kernel: Kernel
  readonly log = new WriteLog()
  readonly machines: readonly Machine[]
  readonly history: OperationRecord[] = []
  readonly syncSpans: SyncSpan[] = []
  /** Background processes that ended by throwing. */
  readonly failures: { readonly process: string; readonly error: unknown }[] = []
  /** What operations threw, other than `Rejected`. */
  readonly operationErrors: unknown[] = []
  readonly book: PropertyBook
  readonly properties: PropertyReports
  readonly #instances: Record<string, unknown> = {}
  readonly #clients = new ProcessGroup('clients')
  readonly #keeper: LogKeeper | null
  readonly #reads: ReadLease | null
  readonly #operationLabels: { readonly submitted: number; readonly answered: number; readonly subject: number }

  constructor(options: SiteOptions) {
    const { scenario, device, arena } = options
    const streams = createStreams(options.seed)
    this.scenario = scenario
    this.book = options.properties ?? new PropertyBook(scenario)
    this.properties = new PropertyReports(this.book)
    if (options.origins) this.log.origins = new Map()
    this.kernel = new Kernel({
      streams,
      exploreSchedules: options.exploreSchedules ?? false,
      drain: Object.values(scenario.machines as Record<string, AnyApp>).some(({ turns }) => turns === 'foreign') ? 'immediate' : 'microtasks',
      ...(options.trace ? { trace: options.trace } : {}),
    })
    this.kernel.onProcessFailure = (process, error) => this.failures.push({ process: process.name, error })
    this.#reads = options.readMemory?.lease() ?? null
    const faultsOf = options.faultsOf?.(streams)
    let images = options.images ?? emptyImages(scenario, arena)
    const atBase = options.cuts === false ? null : images.map((image) => image.fork())
    this.machines = Object.entries(scenario.machines as Record<string, AnyApp>).map(([id, app]) => {
      const count = disksOf(app).length
      const own = images.slice(0, count)
      images = images.slice(count)
      return this.#machine(id, app, { profile: device, images: own, writeback: options.writeback ?? 'lazy', remembersChanges: atBase !== null, ...(faultsOf ? { faultsOf } : {}) })
    })
    const retention = { kernel: this.kernel, log: this.log, retentionUs: options.logRetentionUs ?? Infinity }
    this.#keeper = atBase && new LogKeeper({
      ...retention,
      images: atBase,
      writeThrough: atBase.map(() => device.cache === 'write-through'),
      pageCaches: this.machines.flatMap(({ files }) => files).map((files, disk) => files && new ShadowFiles(atBase[disk]!.fork(), files.changes)),
    })
    if (!atBase) forgetOldSteps(retention)
    const { trace } = this.kernel
    this.#operationLabels = {
      submitted: trace.label('operation submitted'),
      answered: trace.label('operation answered'),
      subject: trace.label('clients'),
    }
  }

  get disks(): readonly Disk[] {
    return this.machines.flatMap((machine) => machine.disks)
  }

  /** @throws Error for a site without `cuts` */
  get keeper(): LogKeeper {
    if (!this.#keeper) throw new Error('Site.keeper: no crash can be cut from this site')
    return this.#keeper
  }

  get diskIds(): readonly string[] {
    return this.disks.map((disk) => disk.id)
  }

  /** How many log records the boots had to replay; 0 where the applications do not say. */
  get replayed(): number {
    let sum = 0
    for (const machine of this.machines) sum += machine.app.replayed?.(machine.instance) ?? 0
    return sum
  }

  /** What it took to mount the file systems; null where there is none. */
  get mounts(): MountFacts | null {
    return mountFactsOf(this.machines)
  }

  /** Boots all machines. Ends when all have opened, one has failed, or nothing more can happen. */
  async boot(): Promise<BootReport> {
    let waiting = this.machines.length
    let failed: string | null = null
    let unbootable = false
    for (const machine of this.machines) {
      this.bootMachine(machine, (outcome) => {
        if (!outcome.ok) {
          failed ??= `${machine.id}: ${messageOf(outcome.error)}`
          unbootable ||= outcome.unbootable === true
        }
        if (--waiting === 0 || failed !== null) this.kernel.stop()
      })
    }
    const reason = await this.run({ eventLimit: EVENT_LIMIT, timeLimitUs: this.kernel.now + TIME_LIMIT_US })
    if (failed !== null) return { ok: false, message: failed, unbootable }
    if (waiting > 0) return { ok: false, message: `the boot never ends (${WHY_STOPPED[reason]})` }
    return { ok: true }
  }

  /** Boots one machine; once it is up, operations and `observe` find its application. */
  bootMachine(machine: Machine, booted: (outcome: BootOutcome) => void): void {
    machine.boot((outcome) => {
      if (outcome.ok) this.#instances[machine.id] = outcome.instance
      booted(outcome)
    })
  }

  /** Reads the applications back with the scenario's `observe`. */
  async observe(): Promise<ObserveReport> {
    let report: ObserveReport | null = null
    this.kernel.spawn(this.#clients, 'observe', async () => {
      try {
        report = { ok: true, observed: await this.scenario.observe(this.#instances as never) }
      } catch (error) {
        report = { ok: false, message: messageOf(error) }
      }
      this.kernel.stop()
    })
    const reason = await this.run({ eventLimit: EVENT_LIMIT, timeLimitUs: this.kernel.now + TIME_LIMIT_US })
    return report ?? { ok: false, message: `reading the data back never ends (${WHY_STOPPED[reason]})` }
  }

  /** Starts clients that run the operations, each client its own in order; `finished` is called when all are answered. */
  startClients(operations: readonly PlannedOperation[], finished: () => void): void {
    const clients = new Map<number, PlannedOperation[]>()
    for (const operation of operations) {
      const own = clients.get(operation.client)
      if (own) own.push(operation)
      else clients.set(operation.client, [operation])
    }
    let busy = clients.size
    if (busy === 0) finished()
    for (const [client, own] of clients) {
      this.kernel.spawn(this.#clients, `client-${client}`, async () => {
        for (const operation of own) await this.#runOperation(operation)
        if (--busy === 0) finished()
      })
    }
  }

  /** Clients come no more; what they had asked for is not waited for. */
  stopClients(): void {
    this.#clients.kill()
  }

  /** @throws ScenarioError when an application reported a property that it does not declare */
  async run(limits: RunLimits = {}): Promise<StopReason> {
    const reason = await this.kernel.run(limits)
    if (this.properties.misuse) throw this.properties.misuse
    return reason
  }

  /** Ends everything that runs and gives the content back, and what was read. The site is of no use afterwards. */
  dispose(): void {
    this.#clients.kill()
    this.#keeper?.release()
    for (const machine of this.machines) {
      machine.killProcesses()
      for (const disk of machine.disks) {
        disk.kill()
        disk.image.release()
      }
    }
    this.#reads?.end()
  }

  async #runOperation({ id, client, thinkUs, value }: PlannedOperation): Promise<void> {
    const { kernel, log } = this
    const process = kernel.current!
    if (thinkUs > 0) await kernel.sleep(thinkUs)
    const answered = kernel.deferred<void>('client')
    const submitted = log.mark(kernel.now, 'submitted', { operation: id })
    const record: OperationRecord = {
      id,
      client,
      value,
      submitted,
      answered: null,
      outcome: 'unknown',
      result: undefined,
      position: undefined,
    }
    this.history.push(record)
    // The application gets a copy of its own: what it does to it must reach neither the plan nor the model.
    const text = JSON.stringify(value)
    this.#trace('submitted', id, () => hashText(text))
    process.beginOperation(id)
    const settle = (): void => {
      record.answered = log.mark(kernel.now, 'answered', { operation: id, name: record.outcome })
      this.#trace('answered', id, () => digestOfAnswer(record))
      kernel.wake(answered, undefined)
    }
    this.#apply(JSON.parse(text)).then(
      (answer) => {
        const { result, position } = splitAnswer(answer)
        record.outcome = 'ok'
        record.result = result
        record.position = position
        settle()
      },
      (error: unknown) => {
        record.outcome = error instanceof Rejected ? 'failed' : 'unknown'
        if (record.outcome === 'unknown') this.operationErrors.push(error)
        settle()
      },
    )
    await answered.promise
    process.beginOperation(null)
  }

  /** Also turns a synchronous throw of `apply` into a rejection. */
  async #apply(value: unknown): Promise<unknown> {
    return (await this.scenario.apply(this.#instances as never, value)) as unknown
  }

  #trace(what: 'submitted' | 'answered', operation: number, digest: () => number): void {
    const labels = this.#operationLabels
    const { trace, now } = this.kernel
    if (trace.recording) trace.record(now, labels[what], labels.subject, operation, digest())
  }

  #machine(id: string, app: AnyApp, disks: Pick<MachineOptions, 'profile' | 'images' | 'writeback' | 'remembersChanges' | 'faultsOf'>): Machine {
    const { kernel, log } = this
    const machine = new Machine({ kernel, log, id, app, reads: this.#reads, ...disks })
    // What one machine has synced says nothing about operations on another.
    const ofOneMachine = Object.keys(this.scenario.machines as object).length === 1
    machine.onSpan = (name, begin, end) => {
      if (name === 'sync' && ofOneMachine) this.syncSpans.push({ begin, end })
    }
    machine.onProperty = (report) => {
      const place = { scenario: this.scenario.name, machine: id, app, atUs: kernel.now, seq: log.end }
      this.properties.take(place, report)
    }
    return machine
  }
}

export const WHY_STOPPED: Readonly<Record<StopReason, string>> = {
  idle: 'it waits for something that never comes: a signal nobody sends, or something outside the simulation',
  'event-limit': `still busy after ${EVENT_LIMIT} events`,
  'time-limit': 'still busy after half an hour of virtual time',
  stopped: 'stopped',
}
