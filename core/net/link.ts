import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { RandomStream } from '../sim/random.ts'
import { checkLinkFault, checkLinkProfile } from './link-profile.ts'
import type { LinkFault, LinkProfile } from './link-profile.ts'

export interface LinkOptions {
  readonly kernel: Kernel
  /** Names the link in the trace and its random stream: `link/<name>`. */
  readonly name: string
  readonly profile: LinkProfile
  readonly faults?: readonly LinkFault[]
}

interface Message {
  readonly bytes: number
  readonly deliver: () => void
  arrivesAt: number
}

const MICROSECONDS_PER_SECOND = 1_000_000

/**
 * One direction of a connection: every message arrives exactly once and in the order of sending,
 * sooner or later. Loss is a delay, as under TCP. One event is armed at a time, for the message at the head.
 */
export class Link {
  readonly name: string
  readonly profile: LinkProfile
  /** Transmissions that were lost and made again. */
  retransmissions = 0
  /** Bytes that have arrived. */
  deliveredBytes = 0
  /** Called when the link is about to be taken down, or up again. */
  onTurn: (down: boolean) => void = () => {}

  readonly #kernel: Kernel
  readonly #partitions: readonly LinkFault[]
  readonly #losses: readonly Extract<LinkFault, { kind: 'loss' }>[]
  readonly #stream: RandomStream
  readonly #queue: Message[] = []
  readonly #label: number
  readonly #subject: number
  #inFlightBytes = 0
  #busyUntil = 0
  #lastArrival = 0
  #down = false
  #armed: EventHandle | null = null

  /** @throws RangeError for a profile or a fault that makes no sense */
  constructor({ kernel, name, profile, faults = [] }: LinkOptions) {
    checkLinkProfile(profile)
    faults.forEach(checkLinkFault)
    this.name = name
    this.profile = profile
    this.#kernel = kernel
    this.#partitions = faults.filter((fault) => fault.kind === 'partition').sort((a, b) => a.fromUs - b.fromUs)
    this.#losses = faults.filter((fault) => fault.kind === 'loss')
    this.#stream = kernel.streams.named(`link/${name}`)
    this.#label = kernel.trace.label('delivered')
    this.#subject = kernel.trace.label(`link/${name}`)
  }

  /** Bytes sent that have not arrived. */
  get inFlight(): number {
    return this.#inFlightBytes
  }

  get down(): boolean {
    return this.#down
  }

  /**
   * Sends a message; `deliver` is called when it arrives.
   * @throws RangeError unless `bytes` is a whole number ≥ 0
   */
  send(bytes: number, deliver: () => void): void {
    if (!(Number.isSafeInteger(bytes) && bytes >= 0))
      throw new RangeError(`Link.send: bytes must be a whole number ≥ 0, got ${bytes}`)
    const leftAt = this.#transmit(bytes)
    const arrivesAt = this.#outsidePartition(leftAt + this.#latency(), this.profile.minimumLatencyUs)
    this.#lastArrival = Math.max(this.#lastArrival, arrivesAt)
    this.#queue.push({ bytes, deliver, arrivesAt: this.#lastArrival })
    this.#inFlightBytes += bytes
    this.#arm()
  }

  /** Takes the link down, or up again: what waits then arrives no sooner than a message sent at that moment could. */
  setDown(down: boolean): void {
    if (down === this.#down) return
    this.onTurn(down)
    this.#down = down
    if (down) return this.#disarm()
    const { minimumLatencyUs } = this.profile
    const soonest = this.#outsidePartition(this.#kernel.now + minimumLatencyUs, minimumLatencyUs)
    for (const message of this.#queue) message.arrivesAt = Math.max(message.arrivesAt, soonest)
    this.#lastArrival = Math.max(this.#lastArrival, soonest)
    this.#arm()
  }

  /** Forgets everything under way, as when the sender is lost. Returns how many bytes that was. */
  drop(): number {
    const lost = this.#inFlightBytes
    this.#queue.length = 0
    this.#inFlightBytes = 0
    this.#busyUntil = this.#kernel.now
    this.#lastArrival = this.#kernel.now
    this.#disarm()
    return lost
  }

  /** When the last byte leaves the sender. */
  #transmit(bytes: number): number {
    const { bytesPerSecond } = this.profile
    const begin = this.#outsidePartition(Math.max(this.#kernel.now, this.#busyUntil), 0)
    const transferUs = bytesPerSecond === null ? 0 : Math.ceil((bytes * MICROSECONDS_PER_SECOND) / bytesPerSecond)
    this.#busyUntil = begin + transferUs
    return this.#busyUntil
  }

  #latency(): number {
    const { minimumLatencyUs, meanLatencyUs, jitterUs, retransmissionTimeoutUs } = this.profile
    let latencyUs = minimumLatencyUs
    if (meanLatencyUs > 0) latencyUs += this.#stream.exponential(meanLatencyUs)
    if (jitterUs > 0) latencyUs += this.#stream.between(0, jitterUs)
    const oneIn = this.#lossNow()
    while (this.#stream.chance(oneIn === 0 ? 0 : 1, oneIn)) {
      this.retransmissions++
      latencyUs += retransmissionTimeoutUs
    }
    return latencyUs
  }

  #lossNow(): number {
    const { now } = this.#kernel
    return this.#losses.find((fault) => covers(fault, now))?.oneIn ?? this.profile.lossOneIn
  }

  /** The time itself, or `delayUs` after the end of the partition (or chain of partitions) that it falls into. */
  #outsidePartition(timeUs: number, delayUs: number): number {
    let result = timeUs
    for (const partition of this.#partitions) {
      if (covers(partition, result)) result = partition.toUs === null ? Infinity : partition.toUs + delayUs
    }
    return result
  }

  #arm(): void {
    const head = this.#queue[0]
    if (this.#armed !== null || this.#down || !head || head.arrivesAt === Infinity) return
    this.#armed = this.#kernel.at(head.arrivesAt, () => this.#arrive())
  }

  #disarm(): void {
    if (this.#armed !== null) this.#kernel.cancel(this.#armed)
    this.#armed = null
  }

  #arrive(): void {
    this.#armed = null
    const message = this.#queue.shift()!
    this.#inFlightBytes -= message.bytes
    this.deliveredBytes += message.bytes
    this.#arm()
    this.#kernel.trace.record(this.#kernel.now, this.#label, this.#subject, message.bytes, 0)
    message.deliver()
  }
}

function covers(fault: LinkFault, timeUs: number): boolean {
  return timeUs >= fault.fromUs && (fault.toUs === null || timeUs < fault.toUs)
}
