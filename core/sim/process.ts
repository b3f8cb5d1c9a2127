/**
 * Processes and who owns them. A group is what a crash kills at once (one boot of a machine,
 * or the clients of a drill). A killed group's awaits stay pending for ever: no `finally`, no cleanup.
 */
import type { RandomStream } from './random.ts'

export class ProcessGroup {
  readonly name: string
  #alive = true

  constructor(name: string) {
    this.name = name
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Nothing of this group ever runs again. */
  kill(): void {
    this.#alive = false
  }
}

export class Process {
  readonly group: ProcessGroup
  readonly name: string
  /** Digest of the name, folded into the trace at each turn. */
  readonly digest: number
  /** The name's number in the trace. */
  readonly traceLabel: number
  /** The operation that this process executes now, for attributing its writes and keying its draws. */
  operation: number | null = null
  /** Device draws of the current operation; created at the first draw. */
  operationStream: RandomStream | null = null

  constructor(group: ProcessGroup, name: string, digest: number, traceLabel: number) {
    this.group = group
    this.name = name
    this.digest = digest
    this.traceLabel = traceLabel
  }

  beginOperation(operation: number | null): void {
    this.operation = operation
    this.operationStream = null
  }
}

/** A promise that only the kernel settles, in a turn of the process that waits for it. */
export class Deferred<T> {
  readonly owner: Process
  readonly promise: Promise<T>
  #resolve!: (value: T) => void
  #reject!: (reason: unknown) => void
  #outcome: unknown = undefined
  #failed = false

  constructor(owner: Process) {
    this.owner = owner
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  willResolve(value: T): void {
    this.#outcome = value
  }

  willReject(reason: unknown): void {
    this.#outcome = reason
    this.#failed = true
  }

  /** Settles the promise as was said last. */
  settle(): void {
    if (this.#failed) this.#reject(this.#outcome)
    else this.#resolve(this.#outcome as T)
  }
}
