import type { Disk } from '../block/disk.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import { evidenceOf } from './pending-point.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointMaker } from './point-maker.ts'
import type { TagCall } from './tag-call.ts'

interface UnderWay {
  readonly point: PendingPoint
  call: TagCall | null
  /** What the barrier holds. */
  held: Disk[]
  timer: EventHandle | null
}

/**
 * Makes crash-consistent points. In a group: a barrier holds new submissions on every disk of every machine
 * while each disk gets its tag; writes in flight go on completing. A point inside the barrier's time limit
 * is final, any other is given up. Without a group each disk is tagged by itself.
 */
export class CrashPoints {
  readonly #maker: PointMaker
  #underWay: UnderWay | null = null

  constructor(maker: PointMaker) {
    this.#maker = maker
  }

  /** Begins a point, unless something stands in the way: then it is counted as refused. */
  take(): void {
    const { context, register } = this.#maker
    const refusal = this.#underWay ? 'busy' : this.#maker.obstacle()
    if (refusal) return context.recorder.refused(refusal)
    const { policy, defects } = context
    const point = register.open('crash-consistent', policy.groups)
    this.#underWay = { point, call: null, held: [], timer: null }
    const barrier = policy.groups && !defects.ungroupedSnapshot
    if (barrier && !defects.tagBeforeBarrier) this.#raiseBarrier()
    this.#underWay.call = this.#maker.tag({
      point,
      members: this.#maker.disks,
      apart: !barrier,
      placed: () => this.#placed(),
      failed: (failure) => this.giveUp(failure),
    })
  }

  /** Ends the point under way, if any: its tags are revoked and its barrier lifted. */
  giveUp(reason: string): void {
    const underWay = this.#underWay
    if (!underWay) return
    underWay.call?.cancel()
    this.#liftBarrier()
    this.#underWay = null
    this.#maker.register.revoke(underWay.point, reason)
  }

  #raiseBarrier(): void {
    const { context, disks, holds } = this.#maker
    const underWay = this.#underWay!
    underWay.held = disks.flatMap(({ device }) => device ?? [])
    for (const device of underWay.held) holds.hold(device)
    underWay.timer = context.kernel.after(context.policy.barrierTimeoutUs, () => this.giveUp('barrier-timeout'))
  }

  #liftBarrier(): void {
    const { context, holds } = this.#maker
    const { held, timer } = this.#underWay!
    if (timer !== null) context.kernel.cancel(timer)
    for (const device of held.splice(0)) holds.release(device)
  }

  #placed(): void {
    const { context, register, disks } = this.#maker
    const { point } = this.#underWay!
    if (context.policy.groups && context.defects.tagBeforeBarrier) this.#raiseBarrier()
    this.#liftBarrier()
    this.#underWay = null
    const parts = point.grouped ? [disks] : disks.map((disk) => [disk])
    register.commit(point, 'crash-consistent', parts.map((part) => evidenceOf(point, part)))
  }
}
