import type { Disk } from '../block/disk.ts'
import type { Mark } from '../block/write-log.ts'
import type { DiskFiles } from '../fs/disk-files.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import type { DiskHolds } from './disk-holds.ts'
import type { Machine } from './machine.ts'
import { QUIESCE_FAILURES } from './quiesce-failures.ts'
import type { QuiesceDefects, QuiesceFailure, QuiesceLimits, QuiescePhase } from './quiesce-failures.ts'
import { hasWriter, Writer } from './quiesce-writer.ts'
import type { WriterSpan } from './quiesce-writer.ts'

/** What the provider answers: where the cut is, and whether it kept each disk's order over one cut. */
export type SnapshotOutcome =
  | { readonly ok: true; readonly cutFirst: Mark; readonly cutLast: Mark; readonly orderPreserved: boolean }
  | { readonly ok: false }

/** Makes the cut. */
export interface SnapshotProvider {
  /** All writers are frozen, and all disks of the set flushed and held: make the cut and answer once. */
  readonly commit: (answer: (outcome: SnapshotOutcome) => void) => void
  /** The set was given up after `commit`: undo what was made. An answer that comes later is ignored. */
  readonly abort: () => void
}

export type SnapshotLabel = 'app-consistent' | 'file-system-consistent'

/** How a snapshot was made: all that is needed to judge its label. */
export interface SnapshotEvidence {
  readonly label: SnapshotLabel
  /** `machine/application` of every application of the set that can be frozen. */
  readonly writersExpected: readonly string[]
  readonly frozen: readonly WriterSpan[]
  readonly cutFirst: Mark
  readonly cutLast: Mark
  readonly orderPreserved: boolean
}

export type SnapshotSetResult =
  | { readonly ok: true; readonly evidence: SnapshotEvidence }
  | {
      readonly ok: false
      readonly failure: QuiesceFailure
      /** Where it failed. */
      readonly phase: QuiescePhase
      /** Whose fault it was, if one machine's. */
      readonly machine: string | null
      readonly code: number | null
      readonly retryable: boolean
    }

type FailedSet = Extract<SnapshotSetResult, { ok: false }>

export interface SnapshotSetOptions {
  readonly machines: readonly Machine[]
  readonly provider: SnapshotProvider
  readonly limits: QuiesceLimits
  readonly defects: QuiesceDefects
  readonly holds: DiskHolds
  /** Whether another set works on the machine by now. */
  readonly taken: (machine: Machine) => boolean
  readonly ended: (result: SnapshotSetResult) => void
}

const FLUSH = { kind: 'flush', lba: 0, sectors: 0, data: null, fua: false, label: 'quiesce' } as const

/**
 * One run through the phases, over one or several machines. Application flush precedes file-system
 * flush precedes snapshot; thaw follows, also after a failure.
 */
export class SnapshotSet {
  phase: QuiescePhase = 'identify'
  readonly #options: SnapshotSetOptions
  readonly #writers: readonly Writer[]
  readonly #listeners: readonly (() => void)[]
  #held: Disk[] = []
  #frozenFiles: DiskFiles[] = []
  #outcome: Extract<SnapshotOutcome, { ok: true }> | null = null
  #failed: FailedSet | null = null
  #timer: EventHandle | null = null
  #watchdog: EventHandle | null = null
  readonly #thawing = new Set<Writer>()

  constructor(options: SnapshotSetOptions) {
    this.#options = options
    this.#writers = options.machines.filter(hasWriter).map((machine) => new Writer(machine))
    this.#listeners = options.machines.map((machine) => () => this.#crashed(machine))
    options.machines.forEach((machine, index) => machine.crashListeners.push(this.#listeners[index]!))
  }

  /** Does nothing when a machine has crashed by now. */
  start(): void {
    if (this.#failed) return
    this.#enter('identify')
    this.#enter('prepare')
    this.#freeze()
  }

  get #kernel() {
    return this.#options.machines[0]!.kernel
  }

  get #disks(): Disk[] {
    return this.#options.machines.flatMap((machine) => machine.disks)
  }

  #enter(phase: QuiescePhase): void {
    this.phase = phase
    const { trace, now } = this.#kernel
    const kind = trace.label(`quiesce ${phase}`)
    for (const { id } of this.#options.machines) trace.record(now, kind, trace.label(id), 0, 0)
  }

  #freeze(): void {
    const { limits, defects } = this.#options
    this.#enter('freeze')
    if (limits.watchdogUs !== null) this.#watchdog = this.#kernel.after(limits.watchdogUs, () => this.#watchdogFired())
    let waiting = defects.snapshotWithoutFreeze ? 0 : this.#writers.length
    if (waiting === 0) return this.#flush()
    for (const writer of this.#writers) {
      const answer = (failure: QuiesceFailure | null): void => {
        if (this.phase !== 'freeze') return
        const ignored = failure === 'writer-veto' && defects.ignoreVeto
        if (failure && !ignored) return this.#fail(failure, writer.machine)
        if (--waiting === 0) this.#frozen()
      }
      writer.freeze(limits.freezeTimeoutUs, answer, () => this.#frozenTooLate(writer))
    }
  }

  /** It was told to thaw while it still froze, so it is told again, unless a newer set needs it frozen. */
  #frozenTooLate(writer: Writer): void {
    const { taken, limits } = this.#options
    if (!taken(writer.machine)) writer.thawAgain(limits.freezeTimeoutUs, () => {})
  }

  #frozen(): void {
    if (this.#options.defects.thawBeforeSnapshot) this.#thawWriters()
    this.#flush()
  }

  #flush(): void {
    this.#enter('flush')
    this.#limit(this.#options.limits.flushTimeoutUs, 'flush-timeout')
    const { machines, defects } = this.#options
    const formatted = defects.fileSystemForgotten ? [] : machines.flatMap((machine) => machine.files.flatMap((files) => (files ? [{ machine, files }] : [])))
    let waiting = formatted.length
    if (waiting === 0) return this.#flushDisks()
    this.#frozenFiles = formatted.map(({ files }) => files)
    for (const { machine, files } of formatted) {
      files.freeze((outcome) => {
        if (this.phase !== 'flush') return
        if (!outcome.ok) return this.#fail('flush-error', machine)
        if (--waiting === 0) this.#flushDisks()
      })
    }
  }

  #flushDisks(): void {
    let waiting = this.#disks.length
    for (const machine of this.#options.machines) {
      for (const disk of machine.disks) {
        disk.submit(FLUSH, (answer) => {
          if (this.phase !== 'flush') return
          if (!answer.ok) return this.#fail('flush-error', machine)
          // The hold begins in an event of its own: an answer may come within the submission.
          if (--waiting === 0) this.#kernel.after(0, () => void (this.phase === 'flush' && this.#snapshot()))
        })
      }
    }
  }

  #snapshot(): void {
    const { holds, provider, limits } = this.#options
    this.#enter('snapshot')
    this.#held = this.#disks
    for (const disk of this.#held) holds.hold(disk)
    this.#limit(limits.holdWritesTimeoutUs, 'hold-writes-timeout')
    provider.commit((outcome) => {
      if (this.phase !== 'snapshot') return
      if (!outcome.ok) return this.#fail('provider-failed', null)
      this.#outcome = outcome
      this.#release()
      this.#thaw()
    })
  }

  #release(): void {
    this.#enter('release')
    this.#stopTimers()
    this.#letDisksGo()
  }

  #letDisksGo(): void {
    for (const disk of this.#held.splice(0)) this.#options.holds.release(disk)
    for (const files of this.#frozenFiles.splice(0)) files.thaw()
  }

  #thaw(): void {
    this.#enter('thaw')
    for (const writer of this.#writers) this.#thawing.add(writer)
    if (this.#writers.length === 0) return this.#complete()
    for (const writer of this.#writers) {
      writer.thaw(this.#options.limits.freezeTimeoutUs, (failure) => {
        if (failure) this.#failed ??= failureOf(failure, 'thaw', writer.machine)
        this.#thawed(writer)
      })
    }
  }

  #thawed(writer: Writer): void {
    if (this.#thawing.delete(writer) && this.#thawing.size === 0) this.#complete()
  }

  /** Thaws without waiting, in the middle of the set. */
  #thawWriters(): void {
    for (const writer of this.#writers) writer.thaw(this.#options.limits.freezeTimeoutUs, () => {})
  }

  #complete(): void {
    const { machines, ended } = this.#options
    this.#enter('complete')
    machines.forEach(({ crashListeners }, index) => {
      crashListeners.splice(crashListeners.indexOf(this.#listeners[index]!), 1)
    })
    ended(this.#failed ?? { ok: true, evidence: this.#evidence() })
  }

  #evidence(): SnapshotEvidence {
    const { cutFirst, cutLast, orderPreserved } = this.#outcome!
    const everyMachine = this.#writers.length === this.#options.machines.length
    return {
      label: everyMachine ? 'app-consistent' : 'file-system-consistent',
      writersExpected: this.#writers.map(({ name }) => name),
      frozen: this.#writers.map(({ span }) => span),
      cutFirst,
      cutLast,
      orderPreserved,
    }
  }

  #watchdogFired(): void {
    this.#watchdog = null
    if (this.phase === 'freeze' || !this.#options.defects.earlyThawUnnoticed) return this.#fail('early-thaw', null)
    this.#letDisksGo()
    this.#thawWriters()
  }

  #crashed(machine: Machine): void {
    for (const writer of this.#writers) {
      if (writer.machine !== machine) continue
      writer.forget()
      if (this.phase === 'thaw') {
        this.#failed ??= failureOf('machine-crashed', 'thaw', machine)
        this.#thawed(writer)
      }
    }
    if (this.phase !== 'thaw' && this.phase !== 'complete') this.#fail('machine-crashed', machine)
  }

  #fail(failure: QuiesceFailure, machine: Machine | null): void {
    const { phase } = this
    this.#failed ??= failureOf(failure, phase, machine)
    if (phase === 'snapshot') this.#options.provider.abort()
    this.#release()
    this.#thaw()
  }

  #limit(timeoutUs: number, failure: QuiesceFailure): void {
    this.#stopTimer()
    this.#timer = this.#kernel.after(timeoutUs, () => this.#fail(failure, null))
  }

  #stopTimer(): void {
    if (this.#timer !== null) this.#kernel.cancel(this.#timer)
    this.#timer = null
  }

  #stopTimers(): void {
    this.#stopTimer()
    if (this.#watchdog !== null) this.#kernel.cancel(this.#watchdog)
    this.#watchdog = null
  }
}

export function failureOf(failure: QuiesceFailure, phase: QuiescePhase, machine: Machine | null): FailedSet {
  const { code, retryable } = QUIESCE_FAILURES[failure]
  return { ok: false, failure, phase, machine: machine?.id ?? null, code, retryable }
}
