/**
 * One recovery as it takes place: from the disaster through detection and decision to disks, machines that boot for
 * real, and everything around them that clients need. Time 0 is the disaster.
 */
import type { Kernel } from '../sim/kernel.ts'
import { CAPACITIES, ControlPlane } from './capacity.ts'
import type { Capacity } from './capacity.ts'
import { checkPlatformDurations, PLATFORM_DURATIONS } from './durations.ts'
import type { PlatformDurations } from './durations.ts'
import { ItemBoard } from './item-board.ts'
import { MachineStart } from './machine-start.ts'
import { checkDependencies } from './network-items.ts'
import type { Dependencies, NetworkItem } from './network-items.ts'
import { OPERATORS, People } from './people.ts'
import type { Operators } from './people.ts'
import { PlanRunner } from './plan-runner.ts'
import { failoverPolicies } from './policy.ts'
import type { FailoverPolicy } from './policy.ts'
import type { RecoveryWay, RecoveryContext, RecoveryMachine } from './recovery-context.ts'
import { checkRecoveryPlan, planOf } from './recovery-plan.ts'
import type { RecoveryPlan } from './recovery-plan.ts'
import { StepBook } from './step-book.ts'
import type { StepRecord, StepSpec } from './step-record.ts'

export interface RecoveryOptions {
  readonly kernel: Kernel
  readonly machines: readonly RecoveryMachine[]
  /** Default: all machines at once. */
  readonly plan?: RecoveryPlan
  readonly method: RecoveryWay
  /** It goes into the region that the machines were in, where what does not belong to a machine still is. Default false. */
  readonly sameRegion?: boolean
  /** What clients need beside the machines. Default: nothing. */
  readonly dependencies?: Dependencies
  /** The region gone to: one of `CAPACITIES`, or one's own. Default `normal`. */
  readonly capacity?: Capacity
  /** Default {@link PLATFORM_DURATIONS}. */
  readonly durations?: PlatformDurations
  /** Default {@link OPERATORS}. */
  readonly operators?: Operators
  /** Default: Azure Site Recovery's. */
  readonly policy?: FailoverPolicy
  /** False: the recovery is triggered at once, as in a drill that people prepared for. Default true. */
  readonly response?: boolean
  /** Hears of each step that has ended. */
  readonly onStep?: (step: StepRecord) => void
  /** An item of the network is in place, of one machine or of all: the time to switch the names, for `dns`. */
  readonly onItem?: (item: NetworkItem, machine: string | null) => void
  /** Every machine runs, its operating system checked. `atUs` may lie a little before now. */
  readonly onPlatformUp?: (atUs: number) => void
  /** Every application is healthy, and everything that clients need is in place. */
  readonly onServing?: (atUs: number) => void
  /** Everything the estate needs is done, among it the verification of the application if it is on the list. */
  readonly onVerified?: (atUs: number) => void
}

/** How far a recovery is. Times in µs since the disaster; null: not, or not yet. */
export interface RecoverySummary {
  /** When the recovery was triggered: what a platform counts its recovery time from. */
  readonly triggeredUs: number | null
  readonly platformUpUs: number | null
  readonly servingUs: number | null
  readonly verifiedUs: number | null
  /** The steps after which clients could be served: what a critical path leads to. */
  readonly servingAfter: readonly string[]
  /** The steps after which everything was done: what a critical path towards `verifiedUs` leads to. */
  readonly verifiedAfter: readonly string[]
  /** `stopped`: after an error. `cancelled`: by {@link RecoveryRun.cancel}. `ended`: the plan has come to its end. */
  readonly plan: 'running' | 'ended' | 'stopped' | 'cancelled'
  readonly failedMachines: readonly { readonly machine: string; readonly why: string }[]
  /** What keeps clients from the service though machines may run. */
  readonly missingItems: readonly string[]
}

export interface RecoveryRun {
  /** What has ended, in that order, and what is under way, as blocked. */
  readonly steps: readonly StepRecord[]
  summary(): RecoverySummary
  /** Gives up: nothing further comes about. What is over is over. */
  cancel(): void
}

/**
 * Starts a recovery now. It goes on as long as the kernel runs.
 *
 * @throws RangeError for a plan, dependencies, durations, operators or a capacity that make no sense
 */
export function startRecovery(options: RecoveryOptions): RecoveryRun {
  const run = new Run(options)
  run.start()
  return run
}

function checkMachines(ids: readonly string[]): void {
  if (ids.length === 0) throw new RangeError('startRecovery: needs at least one machine, got none')
  ids.forEach((id, index) => {
    if (ids.indexOf(id) < index) throw new RangeError(`startRecovery: there are two machines ${id}`)
  })
}

class Run implements RecoveryRun {
  readonly #options: RecoveryOptions
  readonly #context: RecoveryContext
  readonly #machines: readonly MachineStart[]
  readonly #board: ItemBoard
  readonly #runner: PlanRunner
  #trigger: readonly string[] = []
  #times: Record<'triggeredUs' | 'platformUpUs' | 'servingUs' | 'verifiedUs', number | null> = {
    triggeredUs: null, platformUpUs: null, servingUs: null, verifiedUs: null,
  }
  #plan: RecoverySummary['plan'] = 'running'

  constructor(options: RecoveryOptions) {
    const { kernel, machines, method, dependencies = [], operators = OPERATORS, capacity = CAPACITIES.normal } = options
    const { durations = PLATFORM_DURATIONS, policy = failoverPolicies.asr, sameRegion = false } = options
    const ids = machines.map(({ id }) => id)
    const plan = options.plan ?? planOf(ids)
    checkMachines(ids)
    checkRecoveryPlan(plan, ids, policy)
    checkDependencies(dependencies, ids)
    checkPlatformDurations(durations)
    this.#options = options
    const book = new StepBook(kernel, (step) => options.onStep?.(step))
    const people = new People(kernel, book, operators)
    const plane = new ControlPlane(kernel, capacity)
    this.#context = { kernel, book, people, plane, capacity, durations, method, sameRegion, policy }
    this.#machines = machines.map((machine) => new MachineStart(this.#context, machine, {
      reached: () => this.#look(),
      readdressed: () => this.#board.readdressed(machine.id),
    }))
    const planned = plan.groups.flatMap(({ members }) => members)
    for (const start of this.#machines) if (!planned.includes(start.machine.id)) start.failure = 'it is not in the plan'
    const shared = { context: this.#context, plan, machines: this.#machines }
    const onItem = (item: NetworkItem, machine: string | null): void => {
      options.onItem?.(item, machine)
      this.#look()
    }
    this.#board = new ItemBoard({ ...shared, dependencies, operators, trigger: () => this.#trigger, onItem })
    this.#runner = new PlanRunner({ ...shared, board: this.#board, ended: (stopped, after) => this.#planEnded(stopped, after) })
  }

  get steps(): readonly StepRecord[] {
    return this.#context.book.steps
  }

  start(): void {
    const { durations } = this.#context
    if (this.#options.response === false) return this.#triggered([])
    const detection = this.#spec('detection', 'notice the disaster', durations.detection, [])
    const decision = this.#spec('decision', 'decide to recover elsewhere', durations.decision, [detection.id])
    this.#timed(detection, () => this.#timed({ ...decision, by: 'person' }, () => this.#triggered([decision.id])))
  }

  cancel(): void {
    if (this.#times.verifiedUs !== null) return
    this.#context.book.close('cancelled')
    this.#plan = 'cancelled'
  }

  summary(): RecoverySummary {
    const healthy = this.#healthySteps()
    return {
      ...this.#times,
      servingAfter: healthy.concat(this.#board.doneBy(false)),
      verifiedAfter: healthy.concat(this.#board.doneBy(true)),
      plan: this.#plan,
      failedMachines: this.#machines.flatMap(({ machine, failure }) => (failure === null ? [] : [{ machine: machine.id, why: failure }])),
      missingItems: this.#board.missing,
    }
  }

  #triggered(after: readonly string[]): void {
    const { method, durations, kernel } = this.#context
    this.#times.triggeredUs = kernel.now
    this.#trigger = after
    this.#board.evaluate()
    if (method.kind === 'restore') return this.#prepare(after)
    const { processingUs, shutDownSource = false } = method
    const shutdown = this.#spec('source-shutdown', 'try to shut the source down', durations.sourceShutdown, after)
    const checks = this.#spec('prerequisites', 'check the prerequisites', durations.prerequisites, shutDownSource ? [shutdown.id] : after)
    const measured = { us: processingUs, provenance: 'measured', source: 'what had been uploaded, at the rate of processing' } as const
    const processing = this.#spec('processing', 'process what was uploaded', measured, [checks.id])
    const process = (): void => (processingUs > 0 ? this.#timed(processing, () => this.#prepare([processing.id])) : this.#prepare([checks.id]))
    const check = (): void => this.#timed(checks, process)
    if (shutDownSource) this.#timed(shutdown, check)
    else check()
  }

  /** Disks for all machines, before any machine: the plan's groups are about starting. */
  #prepare(after: readonly string[]): void {
    const ready: string[] = []
    let waiting = this.#machines.length
    for (const machine of this.#machines) {
      machine.prepare(after, (steps) => {
        ready.push(...steps)
        if (--waiting === 0) this.#runner.start([...new Set(ready)])
      })
    }
  }

  #planEnded(stopped: boolean, after: readonly string[]): void {
    this.#plan = stopped ? 'stopped' : 'ended'
    this.#board.leaveToPeople(after, null)
  }

  /** Something has come about: what follows from it? */
  #look(): void {
    this.#board.evaluate()
    const times = this.#times
    const { kernel } = this.#context
    if (times.platformUpUs === null && this.#machines.every(({ runningUs }) => runningUs !== null)) {
      times.platformUpUs = Math.max(...this.#machines.map(({ runningUs }) => runningUs!))
      this.#options.onPlatformUp?.(times.platformUpUs)
    }
    if (this.#healthySteps().length < this.#machines.length) return
    if (times.servingUs === null && this.#board.missing.length === 0) {
      times.servingUs = kernel.now
      this.#options.onServing?.(kernel.now)
    }
    if (times.verifiedUs === null && times.servingUs !== null && this.#board.undone.length === 0) {
      times.verifiedUs = kernel.now
      this.#options.onVerified?.(kernel.now)
    }
  }

  #healthySteps(): string[] {
    return this.#machines.flatMap(({ reachedBy }) => reachedBy.get('healthy') ?? [])
  }

  #timed(spec: StepSpec, then: () => void): void {
    this.#context.book.timed(spec, then)
  }

  #spec(id: string, name: string, duration: StepSpec['duration'], after: readonly string[]): StepSpec {
    return { id, name, by: 'platform', duration, after }
  }
}
