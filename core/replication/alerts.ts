import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'
import { ChurnMeter } from './churn-meter.ts'
import type { DeclaredChurn } from './declared-churn.ts'
import { REPLICATION_EVENTS } from './events.ts'
import type { ReplicationEvent, ReplicationEventKind } from './events.ts'
import type { ReplicationPolicy } from './policy.ts'
import type { TrackedDisk } from './tracked-disk.ts'

export interface AlertOptions {
  readonly kernel: Kernel
  readonly policy: ReplicationPolicy
  readonly disks: readonly TrackedDisk[]
  readonly declaredChurn: Readonly<Record<string, DeclaredChurn>>
  /** Told of each event. */
  readonly told: (event: ReplicationEvent) => void
}

/** Tells an operator what is wrong. */
export class Alerts {
  /** Oldest first. */
  readonly events: ReplicationEvent[] = []
  readonly #options: AlertOptions
  readonly #meter: ChurnMeter | null
  #alert: EventHandle | null = null
  #stopped = false

  constructor(options: AlertOptions) {
    const { policy, disks, kernel, declaredChurn } = options
    this.#options = options
    this.#meter = policy.churn ? new ChurnMeter({ policy: policy.churn, disks, nowUs: kernel.now, declaredChurn }) : null
  }

  tell(kind: ReplicationEventKind, reason: string, failureCode: number | null = null): void {
    const { kernel, policy, told } = this.#options
    const ofKind = REPLICATION_EVENTS[kind].code
    const code = kind === 'no-app-point' ? policy.appFailureEvent ?? ofKind : ofKind
    const event = { atUs: kernel.now, kind, code, reason, failureCode }
    this.events.push(event)
    told(event)
  }

  /** There is a crash-consistent point, or might be one from now on: the time without one begins anew. */
  arm(): void {
    const { kernel, policy } = this.#options
    if (this.#alert !== null) kernel.cancel(this.#alert)
    this.#alert = this.#stopped ? null : kernel.after(policy.alertAfterUs, () => {
      this.#alert = null
      this.tell('no-crash-point', 'no crash-consistent point')
    })
  }

  /** Looks how much has changed since the last look. */
  measureChurn(): void {
    for (const subject of this.#meter?.look(this.#options.kernel.now) ?? []) this.tell('churn-over-limit', subject)
  }

  stop(): void {
    this.#stopped = true
    if (this.#alert !== null) this.#options.kernel.cancel(this.#alert)
    this.#alert = null
  }
}
