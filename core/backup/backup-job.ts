import type { Machine } from '../machine/machine.ts'
import type { QuiesceFailure } from '../machine/quiesce-failures.ts'
import type { PointEvidence, PointKind } from '../replication/pending-point.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import type { BackupContext } from './context.ts'
import { crashEvidence, cutAtOnce, cutDiskByDisk, releaseCut } from './machine-cut.ts'
import type { MachineCut } from './machine-cut.ts'
import type { ConsistencyLevel } from './policy.ts'
import { attemptSnapshot } from './snapshot-attempt.ts'
import type { AttemptOutcome, FailedSet } from './snapshot-attempt.ts'
import { count } from './statistics.ts'

export type JobOutcome =
  | {
      readonly ok: true
      readonly cut: MachineCut
      readonly kind: PointKind
      readonly evidence: PointEvidence
      /** Why it is less consistent than the policy asked for; null when it is not. */
      readonly degradedBy: string | null
    }
  | { readonly ok: false; readonly reason: string }

/** What is a failure of the application, as opposed to one of the snapshot. */
const WRITER_FAILURES: readonly QuiesceFailure[] = [
  'writer-out-of-resources', 'writer-timeout', 'writer-retryable', 'writer-veto', 'early-thaw', 'thaw-failed',
]

/**
 * One backup of one machine, as consistent as policy and machine permit. A machine that does not run is cut as its
 * disks lie there. A failed snapshot set is tried again as often as the policy says, if its code allows it or another
 * requester was at work; then the job goes on with less, or fails, as the policy says.
 */
export class BackupJob {
  readonly #context: BackupContext
  readonly #machine: Machine
  readonly #name: string
  readonly #ended: (outcome: JobOutcome) => void
  #retriesLeft: number
  #degradedBy: string | null = null
  #retry: EventHandle | null = null
  #giveUp: () => void = () => {}
  #cancelled = false

  /**
   * @param name of its tags in the write log
   * @param ended called once, unless the job is cancelled; the cut then belongs to who is called
   */
  constructor(context: BackupContext, machine: Machine, name: string, ended: (outcome: JobOutcome) => void) {
    this.#context = context
    this.#machine = machine
    this.#name = name
    this.#ended = ended
    this.#retriesLeft = context.policy.consistency.retry.retries
  }

  start(): void {
    this.#attempt(this.#context.policy.consistency.level)
  }

  /** The machine is lost. A snapshot set under way ends by itself, and what it made is released. */
  cancel(): void {
    this.#cancelled = true
    this.#giveUp()
    if (this.#retry !== null) this.#context.kernel.cancel(this.#retry)
  }

  #attempt(level: ConsistencyLevel): void {
    if (level === 'crash' || !this.#machine.running) return this.#cutAsItLies()
    const writers = level === 'application'
    attemptSnapshot(this.#context, this.#machine, this.#name, writers, (outcome) => this.#attempted(level, outcome))
  }

  #attempted(level: Exclude<ConsistencyLevel, 'crash'>, outcome: AttemptOutcome): void {
    if (this.#cancelled) {
      if (outcome.ok) releaseCut(outcome.cut)
      return
    }
    if (!outcome.ok) return this.#failed(level, outcome)
    const { cut, evidence } = outcome
    const kind = level === 'application' ? this.#claim(evidence.label) : 'file-system-consistent'
    if (level === 'application' && evidence.label === 'app-consistent') this.#takeLogChain()
    this.#ended({ ok: true, cut, kind, evidence: { ...evidence, label: kind }, degradedBy: this.#degradedBy })
  }

  #claim(label: PointKind): PointKind {
    return this.#context.policy.defects?.labelWithoutWriter ? 'app-consistent' : label
  }

  #takeLogChain(): void {
    const { policy, chains, name } = this.#context
    if (policy.consistency.vss === 'full') chains?.full(this.#machine.id, name)
  }

  #failed(level: ConsistencyLevel, { failure, retryable }: FailedSet): void {
    const { policy: { consistency }, kernel, statistics } = this.#context
    if ((retryable || failure === 'set-in-progress') && this.#retriesLeft > 0) {
      this.#retriesLeft--
      count(statistics.retried, failure)
      this.#retry = kernel.after(consistency.retry.delayUs, () => this.#attempt(level))
      return
    }
    const writerFailed = level === 'application' && WRITER_FAILURES.includes(failure)
    const goesOn = writerFailed ? consistency.continueBackupOnFailure : consistency.crashFallback
    if (!goesOn) return this.#ended({ ok: false, reason: failure })
    this.#degradedBy ??= failure
    this.#attempt(writerFailed ? 'file-system' : 'crash')
  }

  #cutAsItLies(): void {
    const { policy } = this.#context
    if (!policy.defects?.diskByDisk) return this.#cutMade(cutAtOnce(this.#context, this.#machine, this.#name))
    this.#giveUp = cutDiskByDisk(this.#context, this.#machine, this.#name, (cut) => {
      if (cut) this.#cutMade(cut)
      else this.#ended({ ok: false, reason: 'machine-crashed' })
    })
  }

  #cutMade(cut: MachineCut): void {
    const { level } = this.#context.policy.consistency
    if (level !== 'crash') this.#degradedBy ??= 'machine-down'
    // Without the barrier nothing keeps the disks together, whatever the label claims.
    const evidence = crashEvidence(cut)
    this.#ended({ ok: true, cut, kind: 'crash-consistent', evidence, degradedBy: this.#degradedBy })
  }
}
