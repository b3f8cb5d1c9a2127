import type { EventHandle } from '../sim/event-queue.ts'
import { durationUs, traceEvent } from './context.ts'
import type { ReplicationContext } from './context.ts'
import type { DeltaCarrier } from './delta-carrier.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointRegister } from './point-register.ts'

interface Shipment {
  readonly point: PendingPoint
  waiting: number
  bytes: number
  /** Of the whole transfer, or of the processing behind it. */
  timer: EventHandle | null
  arrived: boolean
}

/**
 * Sends the snapshots of a point, of all machines together, and brings the replicas to them once all have
 * arrived. What does not arrive in time is rolled back, and tried again with new snapshots.
 */
export class Shipments {
  readonly #context: ReplicationContext
  readonly #register: PointRegister
  readonly #carriers: DeltaCarrier[] = []
  /** Begins a new point. */
  readonly #again: () => void
  #underWay: Shipment | null = null
  #failures = 0
  #retry: EventHandle | null = null
  #stopped = false
  #whenIdle: (() => void)[] = []

  constructor(context: ReplicationContext, register: PointRegister, again: () => void) {
    this.#context = context
    this.#register = register
    this.#again = again
    register.onCommitted = (point) => this.#begin(point)
    register.onRevoked = (point) => this.#revoked(point)
  }

  /** A transfer is under way, or its processing. */
  get busy(): boolean {
    return this.#underWay !== null
  }

  join(carrier: DeltaCarrier): void {
    this.#carriers.push(carrier)
  }

  /** Calls back now, or when neither a transfer nor a point is under way any more. */
  whenIdle(callback: () => void): void {
    this.#whenIdle.push(callback)
    this.#idle()
  }

  /** What has not arrived in full is lost. */
  cancel(reason: string): void {
    const shipment = this.#underWay
    if (shipment && !shipment.arrived) this.#register.revoke(shipment.point, reason, 'deleted')
  }

  /** No further tries. */
  stop(): void {
    this.#stopped = true
    if (this.#retry !== null) this.#context.kernel.cancel(this.#retry)
    this.#retry = null
    this.#whenIdle = []
  }

  #begin(point: PendingPoint): void {
    const { kernel, policy, name } = this.#context
    const shipment: Shipment = { point, waiting: this.#carriers.length, bytes: 0, timer: null, arrived: false }
    this.#underWay = shipment
    const { timeoutUs } = policy.delta!
    if (timeoutUs !== null) shipment.timer = kernel.after(timeoutUs, () => this.#timedOut(shipment))
    for (const carrier of this.#carriers) shipment.bytes += carrier.ship(() => this.#arrived(shipment))
    traceEvent(this.#context, 'difference sent', name, point.serial, shipment.bytes)
  }

  #arrived(shipment: Shipment): void {
    if (this.#underWay !== shipment || --shipment.waiting > 0) return
    const { kernel, policy } = this.#context
    shipment.arrived = true
    if (shipment.timer !== null) kernel.cancel(shipment.timer)
    const { fixedUs, bytesPerSecond } = policy.processing
    kernel.after(fixedUs + durationUs(shipment.bytes, bytesPerSecond), () => {
      for (const carrier of this.#carriers) carrier.apply()
      this.#ended(shipment.point)
    })
  }

  #ended(point: PendingPoint): void {
    this.#failures = 0
    this.#underWay = null
    traceEvent(this.#context, 'difference applied', this.#context.name, point.serial)
    for (const disk of point.disks) if (point.tags[disk.index]) this.#register.tagProcessed(point, disk)
    this.#idle()
  }

  #timedOut(shipment: Shipment): void {
    const { kernel, policy, defects, tell } = this.#context
    tell('transfer-failed', 'transfer-timeout')
    if (defects.partialDeltaKept) {
      for (const carrier of this.#carriers) carrier.applyPartly()
      this.#register.spoil(shipment.point)
      for (const carrier of this.#carriers) carrier.rollBack()
      return this.#ended(shipment.point)
    }
    this.#register.revoke(shipment.point, 'transfer-timeout', 'deleted')
    const delays = policy.delta!.retryDelaysUs
    const delayUs = delays[Math.min(this.#failures++, delays.length - 1)]!
    if (this.#stopped) return
    if (this.#retry !== null) kernel.cancel(this.#retry)
    this.#retry = kernel.after(delayUs, () => {
      this.#retry = null
      if (!this.busy) this.#again()
    })
  }

  /** A point is given up: before it was sent, or on its way. */
  #revoked(point: PendingPoint): void {
    const shipment = this.#underWay
    if (shipment && shipment.point !== point) return
    const { kernel } = this.#context
    if (shipment && shipment.timer !== null) kernel.cancel(shipment.timer)
    this.#underWay = null
    for (const carrier of this.#carriers) carrier.rollBack()
    this.#idle()
  }

  #idle(): void {
    if (this.busy || this.#register.openPoints > 0) return
    for (const callback of this.#whenIdle.splice(0)) callback()
  }
}
