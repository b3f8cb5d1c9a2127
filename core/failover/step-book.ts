import { drawDurationUs } from '../sim/duration.ts'
import { hashText } from '../sim/hash.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { StepDuration, StepOutcome, StepRecord, StepSpec } from './step-record.ts'

/** How a step ended. */
export interface StepEnd {
  readonly outcome: StepOutcome
  readonly detail?: string
  /** Default: now. Earlier for what is learnt afterwards, never before the start. */
  readonly endUs?: number
}

interface OpenStep {
  readonly spec: StepSpec
  readonly startUs: number
}

const NEVER_ENDS = { provenance: 'assumed', source: 'nothing says when it ends' } as const

/**
 * Keeps the steps of one recovery: what has ended, in that order, and what is under way. After {@link close} nothing
 * begins and nothing ends any more.
 */
export class StepBook {
  readonly #kernel: Kernel
  readonly #onStep: (step: StepRecord) => void
  readonly #ended: StepRecord[] = []
  readonly #open = new Map<string, OpenStep>()
  readonly #label: number
  #closed = false

  /** @param onStep hears of each step that has ended */
  constructor(kernel: Kernel, onStep: (step: StepRecord) => void) {
    this.#kernel = kernel
    this.#onStep = onStep
    this.#label = kernel.trace.label('recovery step')
  }

  get closed(): boolean {
    return this.#closed
  }

  /** What has ended, in that order; then what is under way and so far blocked. */
  get steps(): readonly StepRecord[] {
    const open = [...this.#open.values()].map((step) => record(step, { outcome: 'blocked' }, null))
    return [...this.#ended, ...open]
  }

  /** A step begins whose end somebody else knows; see {@link end}. */
  begin(spec: StepSpec, startUs: number = this.#kernel.now): void {
    if (this.#closed) return
    this.#open.set(spec.id, { spec, startUs })
  }

  /** Ends a step that has begun. */
  end(id: string, end: StepEnd): void {
    const step = this.#open.get(id)
    if (!step) return
    this.#open.delete(id)
    this.#keep(record(step, end, end.endUs ?? this.#kernel.now))
  }

  /** A step that takes its time; `then` says how it ends and goes on from there. One of a null duration never ends. */
  run(spec: StepSpec, ended: () => StepEnd, then: (end: StepEnd) => void): void {
    if (this.#closed) return
    this.begin(spec)
    const durationUs = this.#drawUs(spec)
    if (durationUs === null) return
    this.#kernel.after(durationUs, () => {
      if (this.#closed) return
      const end = ended()
      this.end(spec.id, end)
      then(end)
    })
  }

  /** The usual case: it is done when its time is over. */
  timed(spec: StepSpec, then: () => void): void {
    this.run(spec, () => ({ outcome: 'done' }), then)
  }

  /** A step that never began, and why. */
  skip(spec: Omit<StepSpec, 'duration'>, detail: string): void {
    if (this.#closed) return
    this.begin({ ...spec, duration: null })
    this.end(spec.id, { outcome: 'skipped', detail })
  }

  /** Ends everything under way. */
  close(detail: string): void {
    for (const id of [...this.#open.keys()]) this.end(id, { outcome: 'skipped', detail })
    this.#closed = true
  }

  #drawUs({ id, duration }: StepSpec): number | null {
    if (duration === null) return null
    return 'us' in duration ? duration.us : drawDurationUs(duration, this.#kernel.streams.named(`recovery/${id}`))
  }

  #keep(step: StepRecord): void {
    const { trace } = this.#kernel
    trace.record(this.#kernel.now, this.#label, trace.label(step.id), step.endUs! - step.startUs, hashText(step.outcome))
    this.#ended.push(step)
    this.#onStep(step)
  }
}

function record({ spec, startUs }: OpenStep, { outcome, detail }: StepEnd, endUs: number | null): StepRecord {
  const { id, name, machine = null, item = null, by, after, duration } = spec
  const { provenance, source } = known(duration)
  return {
    id, name, machine, item, startUs, endUs, automatic: by !== 'person', by, provenance, source, outcome, after,
    ...(detail === undefined ? {} : { detail }),
  }
}

function known(duration: StepDuration): Pick<StepRecord, 'provenance' | 'source'> {
  return duration ?? NEVER_ENDS
}
