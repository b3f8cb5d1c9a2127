import type { EventHandle } from '../sim/event-queue.ts'
import { BarrierCut } from './barrier-cut.ts'
import { evidenceOf } from './pending-point.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointMaker } from './point-maker.ts'
import type { TrackedDisk } from './tracked-disk.ts'

interface UnderWay {
  readonly point: PendingPoint
  /** What promises one cut. */
  readonly parts: readonly (readonly TrackedDisk[])[]
  readonly cuts: BarrierCut[]
  /** Cuts that begin later. */
  readonly starts: EventHandle[]
  waiting: number
}

/**
 * Makes crash-consistent points. In a group: a barrier holds new submissions on every disk of every machine
 * while each disk gets its tag; writes in flight go on completing. A point inside the barrier's time limit
 * is final, any other is given up. Without a group each machine has a barrier of its own, or
 * each disk is tagged by itself.
 */
export class CrashPoints {
  readonly #maker: PointMaker
  /** Something that allows no other point beside it is under way. */
  readonly #busy: () => boolean
  #underWay: UnderWay | null = null

  constructor(maker: PointMaker, busy: () => boolean) {
    this.#maker = maker
    this.#busy = busy
  }

  /** Begins a point, unless something stands in the way: then it is counted as refused. */
  take(): void {
    const { context, register, disks } = this.#maker
    const refusal = this.#underWay || this.#busy() ? 'busy' : this.#maker.obstacle()
    if (refusal) return context.recorder.refused(refusal)
    const { policy, defects, kernel } = context
    const machines = policy.groups ? [] : machinesOf(disks)
    const byMachine = policy.apart === 'machine' && !policy.groups
    const alone = byMachine ? machines : disks.map((disk) => [disk])
    const underWay: UnderWay = {
      point: register.open('crash-consistent', policy.groups, disks),
      parts: policy.groups ? [disks] : alone,
      cuts: [],
      starts: [],
      waiting: byMachine ? machines.length : 1,
    }
    this.#underWay = underWay
    if (!byMachine) return this.#cut(disks, policy.groups && !defects.ungroupedSnapshot)
    for (const part of machines) {
      const delayUs = this.#maker.skewUs(part[0]!.machine.id)
      underWay.starts.push(kernel.after(delayUs, () => this.#cut(part, true)))
    }
  }

  /** Ends the point under way, if any: its tags are revoked and its barriers lifted. */
  giveUp(reason: string): void {
    const underWay = this.#underWay
    if (!underWay) return
    for (const start of underWay.starts) this.#maker.context.kernel.cancel(start)
    for (const cut of underWay.cuts) cut.cancel()
    this.#underWay = null
    this.#maker.register.revoke(underWay.point, reason)
  }

  #cut(members: readonly TrackedDisk[], barrier: boolean): void {
    const { point, cuts } = this.#underWay!
    cuts.push(new BarrierCut({
      maker: this.#maker,
      point,
      members,
      barrier,
      placed: () => this.#placed(),
      failed: (reason) => this.giveUp(reason),
    }))
  }

  #placed(): void {
    const underWay = this.#underWay!
    if (--underWay.waiting > 0) return
    const { point, parts } = underWay
    this.#underWay = null
    this.#maker.register.commit(point, 'crash-consistent', parts.map((part) => evidenceOf(point, part)))
  }
}

/** The disks of each machine. */
function machinesOf(disks: readonly TrackedDisk[]): TrackedDisk[][] {
  const byMachine = new Map<string, TrackedDisk[]>()
  for (const disk of disks) byMachine.set(disk.machine.id, [...(byMachine.get(disk.machine.id) ?? []), disk])
  return [...byMachine.values()]
}
