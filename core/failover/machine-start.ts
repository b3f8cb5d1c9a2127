import { bootForReal } from './machine-boot.ts'
import type { MachineStage } from './network-items.ts'
import { strikes } from './recovery-context.ts'
import type { RecoveryContext, RecoveryMachine } from './recovery-context.ts'
import type { StepEnd } from './step-book.ts'
import type { StepSpec } from './step-record.ts'

/** Told of what becomes of a machine. */
export interface MachineListener {
  /** It has come this far. */
  readonly reached: (stage: MachineStage) => void
  /** It has another private address than before. */
  readonly readdressed: () => void
}

const DONE: StepEnd = { outcome: 'done' }
const QUOTA = 'the quota of machines is used up'

/** Hears the step that a plan waited for. */
type Settled = (step: string, failed: boolean) => void

/** One machine on its way from recovered disks to a healthy application. */
export class MachineStart {
  readonly machine: RecoveryMachine
  /** How far it has come, with the step that brought it there. */
  readonly reachedBy = new Map<MachineStage, string>()
  /** Why it is not there and will not be; null unless so. */
  failure: string | null = null
  /** When its operating system ran, in µs; null before. */
  runningUs: number | null = null
  readonly #context: RecoveryContext
  readonly #listener: MachineListener
  #attempts = 0
  #until: MachineStage = 'running'
  #settled: Settled | null = null

  constructor(context: RecoveryContext, machine: RecoveryMachine, listener: MachineListener) {
    this.#context = context
    this.machine = machine
    this.#listener = listener
  }

  /** Makes its disks; `ready` hears what a next step then waits for. */
  prepare(after: readonly string[], ready: (after: readonly string[]) => void): void {
    const { method, durations } = this.#context
    if (method.kind === 'failover') {
      const disks = this.#spec('replica-disks', 'make disks from the recovery point', durations.replicaDisks, after)
      return this.#timed(disks, () => ready([disks.id]))
    }
    const steps = method.stepsOf(this.machine)
    const go = (index: number, waitedFor: readonly string[]): void => {
      const step = steps[index]
      if (!step) return ready(waitedFor)
      const spec = { ...this.#spec(step.id, step.name, step.duration, waitedFor), by: step.by }
      const next = (): void => go(index + 1, [spec.id])
      if (step.by === 'person') this.#context.people.request(spec, () => DONE, next)
      else this.#timed(spec, next)
    }
    go(0, after)
  }

  /** Creates and boots it; `settled` is called once, when it has come as far as `until` or has met with a failure. */
  start(after: readonly string[], until: MachineStage, settled: Settled): void {
    this.#until = until
    this.#settled = settled
    if (!this.machine.conversion) return this.#create(after)
    const spec = this.#spec('conversion', 'prepare the disks of that source', this.#context.durations.conversion, after)
    this.#timed(spec, () => this.#create([spec.id]))
  }

  #create(after: readonly string[]): void {
    const { kernel, book, plane, durations } = this.#context
    const attempt = ++this.#attempts === 1 ? '' : `#${this.#attempts}`
    const askedUs = kernel.now
    plane.request(() => {
      const waitedFor = kernel.now > askedUs ? [this.#waited(attempt, askedUs, after)] : after
      const spec = this.#spec(`create${attempt}`, 'create the machine', durations.creation, waitedFor)
      book.run(spec, () => this.#allocated(attempt), ({ outcome, detail }) => {
        plane.release()
        if (outcome === 'done') return this.#created(spec.id)
        this.#settle(spec.id, true)
        this.#again(spec.id, detail!)
      })
    })
  }

  #waited(attempt: string, askedUs: number, after: readonly string[]): string {
    const { kernel, book, capacity } = this.#context
    const { provenance, source } = capacity
    const duration = { us: kernel.now - askedUs, provenance, source }
    const spec = this.#spec(`control-plane${attempt}`, 'wait for the control plane', duration, after)
    book.begin(spec, askedUs)
    book.end(spec.id, DONE)
    return spec.id
  }

  #allocated(attempt: string): StepEnd {
    const { plane, capacity } = this.#context
    const { id } = this.machine
    if (!plane.admit()) return { outcome: 'failed', detail: QUOTA }
    if (strikes(this.#context, `${id}/allocation${attempt}`, capacity.failOneIn)) {
      plane.dismiss()
      return { outcome: 'failed', detail: 'no capacity for this size' }
    }
    if (!strikes(this.#context, `${id}/private-address`, capacity.privateAddressTakenOneIn)) return DONE
    this.#listener.readdressed()
    return { outcome: 'done', detail: 'its private address was taken: it has another one' }
  }

  /** A person looks for another way, as often as they are willing to. */
  #again(failedStep: string, detail: string): void {
    const { capacity, durations, people, plane } = this.#context
    if (this.#attempts > capacity.retriesByHand) return void (this.failure = detail)
    const raise = detail === QUOTA
    const spec = raise
      ? this.#spec(`raise-quota#${this.#attempts}`, 'have the quota raised', durations.quotaRaise, [failedStep])
      : this.#spec(`other-size#${this.#attempts}`, 'find another size or zone', durations.otherAllocation, [failedStep])
    people.request(spec, () => DONE, () => {
      if (raise) plane.raiseQuota()
      this.#create([spec.id])
    })
  }

  #created(step: string): void {
    this.#reach('created', step)
    const spec = this.#spec('os-boot', 'boot the operating system', this.#context.durations.osBoot[this.machine.os], [step])
    this.#timed(spec, () => this.#boot(spec.id))
  }

  #boot(bootStep: string): void {
    bootForReal(this.#context, this.machine, bootStep, {
      running: (step, atUs) => {
        this.runningUs = atUs
        this.#reach('running', step)
      },
      open: (step) => this.#serve(step),
      failed: (step, message) => {
        this.failure = message
        this.#settle(step, true)
      },
    })
  }

  #serve(step: string): void {
    const { durations } = this.#context
    const { warmUp = durations.cacheWarmUp } = this.machine
    const service = this.#spec('service-start', 'start to take requests', durations.serviceStart, [step])
    const warm = warmUp && this.#spec('cache-warm-up', 'warm the caches', warmUp, [service.id])
    const probe = this.#spec('health-probe', 'be seen healthy by the probe', durations.healthProbe, [warm?.id ?? service.id])
    const beSeen = (): void => this.#timed(probe, () => this.#reach('healthy', probe.id))
    this.#timed(service, () => (warm ? this.#timed(warm, beSeen) : beSeen()))
  }

  #reach(stage: MachineStage, step: string): void {
    this.reachedBy.set(stage, step)
    this.#listener.reached(stage)
    if (stage === this.#until) this.#settle(step, false)
  }

  #settle(step: string, failed: boolean): void {
    const settled = this.#settled
    this.#settled = null
    settled?.(step, failed)
  }

  #timed(spec: StepSpec, then: () => void): void {
    this.#context.book.timed(spec, then)
  }

  #spec(id: string, name: string, duration: StepSpec['duration'], after: readonly string[]): StepSpec {
    return { id: `${this.machine.id}/${id}`, name, machine: this.machine.id, by: 'platform', duration, after }
  }
}
