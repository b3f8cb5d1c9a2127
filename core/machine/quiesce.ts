/**
 * Bringing machines to rest for a snapshot, as the Volume Shadow Copy Service does it: a requester
 * (whoever calls {@link SnapshotService.start}), writers (the applications that have `quiesce`) and a
 * provider, which makes the cut.
 */
import { DiskHolds } from './disk-holds.ts'
import type { Machine } from './machine.ts'
import { QUIESCE_LIMITS } from './quiesce-failures.ts'
import type { QuiesceDefects, QuiesceFailure, QuiesceLimits } from './quiesce-failures.ts'
import { failureOf, SnapshotSet } from './quiesce-set.ts'
import type { SnapshotProvider, SnapshotSetResult } from './quiesce-set.ts'

export interface SnapshotRequest {
  /** At least one. All writers are frozen and all disks held before the cut. */
  readonly machines: readonly Machine[]
  /** Null: none is registered, and the set fails. */
  readonly provider: SnapshotProvider | null
  /** Default {@link QUIESCE_LIMITS}. */
  readonly limits?: Partial<QuiesceLimits>
  /** Default: none. */
  readonly defects?: QuiesceDefects
  /** Called once, in an event of its own, after all writers have thawed. */
  readonly ended: (result: SnapshotSetResult) => void
}

/** One for a world: every requester in it goes through it, so that two never freeze one machine at once. */
export class SnapshotService {
  /** Who holds which disk; a requester's barrier has to go through it too. */
  readonly holds = new DiskHolds()
  readonly #busy = new Set<Machine>()

  /** Whether some machine is being brought to rest, or has not thawed yet. */
  get busy(): boolean {
    return this.#busy.size > 0
  }

  /**
   * Starts a snapshot set. Every failure is a value.
   *
   * Its label is `app-consistent` only when every machine of the set has a writer, else
   * `file-system-consistent`.
   * @throws RangeError when the set has no machine
   */
  start(request: SnapshotRequest): void {
    const { machines, provider, ended } = request
    const first = machines[0]
    if (!first) throw new RangeError('SnapshotService.start: a snapshot set needs at least one machine, got none')
    const refuse = (failure: QuiesceFailure, machine: Machine | null): void =>
      void first.kernel.after(0, () => ended(failureOf(failure, 'identify', machine)))
    const taken = machines.find((machine) => this.#busy.has(machine))
    if (taken) return refuse('set-in-progress', taken)
    const down = machines.find((machine) => !machine.running)
    if (down) return refuse('machine-down', down)
    if (!provider) return refuse('no-provider', null)
    for (const machine of machines) this.#busy.add(machine)
    const set = new SnapshotSet({
      machines,
      provider,
      limits: { ...QUIESCE_LIMITS, ...request.limits },
      defects: request.defects ?? {},
      holds: this.holds,
      taken: (machine) => this.#busy.has(machine),
      ended: (result) => {
        for (const machine of machines) this.#busy.delete(machine)
        ended(result)
      },
    })
    first.kernel.after(0, () => set.start())
  }
}
