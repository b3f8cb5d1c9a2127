import type { Machine } from '../machine/machine.ts'
import type { SnapshotService } from '../machine/quiesce.ts'
import type { QuiesceDefects } from '../machine/quiesce-failures.ts'
import type { SnapshotEvidence, SnapshotProvider, SnapshotSetResult } from '../machine/quiesce-set.ts'
import { evidenceOf } from './pending-point.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointMaker } from './point-maker.ts'
import type { TagCall } from './tag-call.ts'

/**
 * Makes points for which the applications come to rest: a snapshot set over all machines of the group (or,
 * without one, a set for each machine) whose provider places the tags. When a set fails there is no such
 * point; it is never relabelled, and the crash-consistent ones go on.
 */
export class AppPoints {
  readonly #maker: PointMaker
  readonly #snapshots: SnapshotService
  /** Told when a point that was due will not be made, all retries included. */
  readonly #missing: (reason: string) => void
  #busy = false
  #stopped = false

  constructor(maker: PointMaker, snapshots: SnapshotService, missing: (reason: string) => void) {
    this.#maker = maker
    this.#snapshots = snapshots
    this.#missing = missing
  }

  /** Begins a point, with retries as the policy says. */
  take(): void {
    if (this.#busy) return this.#refuse('busy')
    this.#attempt(this.#maker.context.policy.retry.retries)
  }

  /** No more points and no retries. */
  stop(): void {
    this.#stopped = true
  }

  #refuse(reason: string): void {
    this.#maker.context.recorder.refused(reason)
    this.#missing(reason)
  }

  #attempt(retriesLeft: number): void {
    if (this.#stopped) return
    const refusal = this.#maker.obstacle()
    this.#busy = false
    if (refusal) return this.#refuse(refusal)
    this.#busy = true
    const { context, register, disks } = this.#maker
    const point = register.open('app-consistent', context.policy.groups)
    const machines = [...new Set(disks.map(({ machine }) => machine))]
    const sets = point.grouped ? [machines] : machines.map((machine) => [machine])
    const results: SnapshotSetResult[] = []
    for (const set of sets) {
      const delayUs = point.grouped ? 0 : this.#maker.skewUs(set[0]!.id)
      context.kernel.after(delayUs, () => this.#start(point, set, (result) => {
        results.push(result)
        if (results.length === sets.length) this.#ended(point, results, retriesLeft)
      }))
    }
  }

  #start(point: PendingPoint, machines: readonly Machine[], ended: (result: SnapshotSetResult) => void): void {
    const { policy, defects } = this.#maker.context
    const quiesceDefects: QuiesceDefects = {
      ignoreVeto: defects.ignoreVeto ?? false,
      snapshotWithoutFreeze: defects.snapshotWithoutFreeze ?? false,
      thawBeforeSnapshot: defects.earlyThawUnnoticed ?? false,
      earlyThawUnnoticed: defects.earlyThawUnnoticed ?? false,
      fileSystemForgotten: defects.fileSystemForgotten ?? false,
    }
    const provider = this.#provider(point, machines)
    this.#snapshots.start({ machines, provider, limits: policy.quiesce, defects: quiesceDefects, ended })
  }

  /** Makes the cut by tags. The disks are held by the set, so there is no barrier. */
  #provider(point: PendingPoint, machines: readonly Machine[]): SnapshotProvider {
    let call: TagCall | null = null
    const members = this.#maker.disks.filter(({ machine }) => machines.includes(machine))
    return {
      commit: (answer) => {
        call = this.#maker.tag({
          point,
          members,
          apart: false,
          placed: () => answer({ ok: true, ...evidenceOf(point, members) }),
          failed: () => answer({ ok: false }),
        })
      },
      abort: () => call?.cancel(),
    }
  }

  #ended(point: PendingPoint, results: readonly SnapshotSetResult[], retriesLeft: number): void {
    const { context, register } = this.#maker
    const failures = results.filter((result) => !result.ok)
    const evidence: SnapshotEvidence[] = results.flatMap((result) => (result.ok ? [result.evidence] : []))
    if (failures.length === 0 && point.status === 'open') {
      this.#busy = false
      const frozen = evidence.every(({ label }) => label === 'app-consistent')
      return register.commit(point, frozen ? 'app-consistent' : 'file-system-consistent', evidence)
    }
    const reason = failures[0]?.failure ?? 'tag-dropped'
    register.revoke(point, reason)
    if (retriesLeft > 0 && failures.length > 0 && failures.every(({ retryable }) => retryable)) {
      context.kernel.after(context.policy.retry.delayUs, () => this.#attempt(retriesLeft - 1))
      return
    }
    this.#busy = false
    this.#missing(reason)
  }
}
