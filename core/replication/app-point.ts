import type { Machine } from '../machine/machine.ts'
import { SnapshotService } from '../machine/quiesce.ts'
import type { QuiesceDefects } from '../machine/quiesce-failures.ts'
import type { SnapshotEvidence, SnapshotProvider, SnapshotSetResult } from '../machine/quiesce-set.ts'
import { hasWriter } from '../machine/quiesce-writer.ts'
import { evidenceOf } from './pending-point.ts'
import type { PendingPoint, PointEvidence } from './pending-point.ts'
import type { PointMaker } from './point-maker.ts'
import { PROVIDER_STATES, VOLUME_NOT_IN_SET } from './provider-states.ts'
import type { ProviderState } from './provider-states.ts'
import type { TagCall } from './tag-call.ts'
import type { TrackedDisk } from './tracked-disk.ts'

export interface AppPointOptions {
  readonly maker: PointMaker
  readonly snapshots: SnapshotService
  readonly providerOf: (machine: Machine) => ProviderState
  /** Calls back when a point can be begun: now, or when what allows no other beside it has ended. */
  readonly whenFree: (begin: () => void) => void
  /** Told when a point that was due will not be made, all retries included. */
  readonly missing: (reason: string, failureCode: number | null) => void
}

/** One try for a point. */
interface Attempt {
  readonly point: PendingPoint
  readonly retriesLeft: number
  readonly results: SnapshotSetResult[]
  readonly sets: readonly (readonly Machine[])[]
}

/**
 * Makes points for which the applications come to rest: a snapshot set over all machines of the group (or,
 * without one, a set for each machine) whose provider places the tags. When a set fails there is no such
 * point; it is never relabelled, and the crash-consistent ones go on.
 */
export class AppPoints {
  readonly #options: AppPointOptions
  readonly #maker: PointMaker
  /** From the time a point is due to its end, retries included. */
  #busy = false
  /** A try waits to begin, or is under way. */
  #trying = false
  #stopped = false

  constructor(options: AppPointOptions) {
    this.#options = options
    this.#maker = options.maker
  }

  /** A try waits to begin, or is under way; not the pause between two. */
  get trying(): boolean {
    return this.#trying
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

  #refuse(reason: string, failureCode: number | null = null): void {
    this.#maker.context.recorder.refused(reason)
    this.#options.missing(reason, failureCode)
  }

  #attempt(retriesLeft: number): void {
    if (this.#stopped) return
    this.#busy = true
    this.#trying = true
    this.#options.whenFree(() => this.#begin(retriesLeft))
  }

  #begin(retriesLeft: number): void {
    const refusal = this.#maker.obstacle()
    const machines = [...new Set(this.#maker.disks.map(({ machine }) => machine))]
    if (refusal || this.#volumeMissing(machines)) {
      this.#free()
      return refusal ? this.#refuse(refusal) : this.#refuse(VOLUME_NOT_IN_SET.reason, VOLUME_NOT_IN_SET.code)
    }
    const { context, register, disks } = this.#maker
    const point = register.open('app-consistent', context.policy.groups, disks)
    const sets = point.grouped ? [machines] : machines.map((machine) => [machine])
    const attempt: Attempt = { point, retriesLeft, results: [], sets }
    for (const set of sets) {
      const delayUs = point.grouped ? 0 : this.#maker.skewUs(set[0]!.id)
      context.kernel.after(delayUs, () => this.#start(attempt, set))
    }
  }

  /** A writer that needs a volume outside the set fails it. */
  #volumeMissing(machines: readonly Machine[]): boolean {
    if (this.#maker.context.defects.omittedVolumeUnnoticed) return false
    return machines.some((machine) => hasWriter(machine) && this.#membersOf([machine]).length < machine.disks.length)
  }

  #membersOf(machines: readonly Machine[]): TrackedDisk[] {
    return this.#maker.disks.filter(({ machine }) => machines.includes(machine))
  }

  #start(attempt: Attempt, machines: readonly Machine[]): void {
    const { defects } = this.#maker.context
    const works = machines.every((machine) => this.#options.providerOf(machine) === 'registered')
    if (!works || !defects.tagBeforeFreeze) {
      return this.#quiesce(attempt, machines, works ? this.#provider(attempt.point, machines) : null)
    }
    const { point } = attempt
    const members = this.#membersOf(machines)
    const provider: SnapshotProvider = {
      commit: (answer) => answer({ ok: true, ...this.#cutOf(point, machines, members) }),
      abort: () => {},
    }
    this.#maker.tag({
      point,
      members,
      apart: false,
      placed: () => this.#quiesce(attempt, machines, provider),
      failed: () => this.#quiesce(attempt, machines, null),
    })
  }

  #quiesce(attempt: Attempt, machines: readonly Machine[], provider: SnapshotProvider | null): void {
    const { policy, defects } = this.#maker.context
    const quiesceDefects: QuiesceDefects = {
      ignoreVeto: defects.ignoreVeto ?? false,
      snapshotWithoutFreeze: defects.snapshotWithoutFreeze ?? false,
      thawBeforeSnapshot: defects.earlyThawUnnoticed ?? false,
      earlyThawUnnoticed: defects.earlyThawUnnoticed ?? false,
      fileSystemForgotten: defects.fileSystemForgotten ?? false,
    }
    if (defects.secondRequester) this.#meetAnother(machines)
    this.#options.snapshots.start({
      machines,
      provider,
      limits: policy.quiesce,
      defects: quiesceDefects,
      ended: (result) => {
        attempt.results.push(result)
        if (attempt.results.length === attempt.sets.length) this.#ended(attempt)
      },
    })
  }

  /** Another tool, that has a service of its own, does the same with a snapshot that takes no time, and thaws. */
  #meetAnother(machines: readonly Machine[]): void {
    const { kernel, log, policy } = this.#maker.context
    const provider: SnapshotProvider = {
      commit: (answer) => {
        const mark = log.mark(kernel.now, 'tag', { machine: machines[0]!.id, name: 'another tool' })
        answer({ ok: true, cutFirst: mark, cutLast: mark, orderPreserved: true })
      },
      abort: () => {},
    }
    new SnapshotService().start({ machines, provider, limits: policy.quiesce, ended: () => {} })
  }

  /** Makes the cut by tags. The disks are held by the set, so there is no barrier. */
  #provider(point: PendingPoint, machines: readonly Machine[]): SnapshotProvider {
    let call: TagCall | null = null
    const members = this.#membersOf(machines)
    return {
      commit: (answer) => {
        call = this.#maker.tag({
          point,
          members,
          apart: false,
          placed: () => answer({ ok: true, ...this.#cutOf(point, machines, members) }),
          failed: () => answer({ ok: false }),
        })
      },
      abort: () => call?.cancel(),
    }
  }

  /** A set that lacks a volume is no cut over what its writers wrote to. */
  #cutOf(point: PendingPoint, machines: readonly Machine[], members: readonly TrackedDisk[]): PointEvidence {
    const evidence = evidenceOf(point, members)
    const volumes = machines.reduce((sum, { disks }) => sum + disks.length, 0)
    const whole = members.length === volumes || !machines.some(hasWriter)
    return { ...evidence, orderPreserved: evidence.orderPreserved && whole }
  }

  #free(): void {
    this.#busy = false
    this.#trying = false
  }

  #ended({ point, results, retriesLeft }: Attempt): void {
    const { context, register } = this.#maker
    const failures = results.filter((result) => !result.ok)
    const evidence: SnapshotEvidence[] = results.flatMap((result) => (result.ok ? [result.evidence] : []))
    if (failures.length === 0 && point.status === 'open') {
      this.#free()
      return this.#commit(point, evidence)
    }
    const reason = failures[0]?.failure ?? 'tag-dropped'
    register.revoke(point, reason)
    this.#trying = false
    if (retriesLeft > 0 && failures.length > 0 && failures.every(({ retryable }) => retryable)) {
      context.kernel.after(context.policy.retry.delayUs, () => this.#attempt(retriesLeft - 1))
      return
    }
    this.#free()
    this.#options.missing(reason, this.#codeOf(failures[0]))
  }

  #commit(point: PendingPoint, evidence: readonly SnapshotEvidence[]): void {
    const { context, register } = this.#maker
    const frozen = evidence.every(({ label }) => label === 'app-consistent')
    if (frozen || !context.defects.labelWithoutWriter) {
      return register.commit(point, frozen ? 'app-consistent' : 'file-system-consistent', evidence)
    }
    register.commit(point, 'app-consistent', evidence.map((part) => ({ ...part, label: 'app-consistent' })))
  }

  /** A provider that does not work logs why; everything else what the set answers. */
  #codeOf(failure: Extract<SnapshotSetResult, { ok: false }> | undefined): number | null {
    if (failure?.failure !== 'no-provider') return failure?.code ?? null
    const states = this.#maker.disks.map(({ machine }) => this.#options.providerOf(machine))
    const state = states.find((candidate) => candidate !== 'registered')
    return state ? PROVIDER_STATES[state].code : failure.code
  }
}
