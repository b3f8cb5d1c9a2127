/** Clients that look a name up as they need it, and when each of them first comes to a target that answers. */
import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { RandomStream } from '../sim/random.ts'
import { DnsCache, heldUs } from './dns.ts'
import type { DnsAnswer, DnsHold, DnsZone } from './dns.ts'

const LARGEST_DRAW = 2 ** 32
const MILLISECOND = 1_000

/** Some clients of one kind. Plain JSON. */
export interface DnsClientGroup {
  /** At least 1. */
  readonly count: number
  /** A client asks something of the service this often, whole µs > 0; each by a phase of its own, drawn. */
  readonly everyUs: number
  /** Default `ttl`. */
  readonly hold?: DnsHold
  /** Clients of the groups that name one resolver ask it; those without ask the zone. Default: none. */
  readonly resolver?: string
}

export interface DnsClientsOptions {
  readonly kernel: Kernel
  readonly zone: DnsZone
  /** The name they look up. */
  readonly name: string
  readonly groups: readonly DnsClientGroup[]
  /** Hears of each client that has come to a target that answers; counted over the groups, from 0. */
  readonly onReached?: (client: number, atUs: number) => void
}

interface Client {
  readonly index: number
  readonly cache: DnsCache
  readonly everyUs: number
  readonly phaseUs: number
  armed: EventHandle | null
  reachedUs: number | null
}

/**
 * A client asks at its phase and every so often after it, with what its cache holds. It has come to the service with
 * the first request to a target that answers. Only requests at which its cache asks anew, or at which it may succeed,
 * are events: the others change nothing.
 *
 * When it is made, the world has been running for long: every cache holds the present answer, as old as chance has it.
 */
export class DnsClients {
  readonly #options: DnsClientsOptions
  readonly #startUs: number
  readonly #stream: RandomStream
  readonly #answering = new Set<string>()
  readonly #clients: Client[] = []

  /** @throws RangeError for a group that makes no sense, or a name that the zone does not know */
  constructor(options: DnsClientsOptions) {
    const { kernel, zone, name, groups } = options
    const answer = zone.resolve(name)
    if (!answer) throw new RangeError(`DnsClients.name: the zone has no record ${name}`)
    this.#options = options
    this.#startUs = kernel.now
    this.#stream = kernel.streams.named(`dns clients of ${name}`)
    const resolvers = new Map<string, DnsCache>()
    groups.forEach((group, index) => {
      checkGroup(`DnsClients.groups[${index}]`, group)
      for (let member = 0; member < group.count; member++) this.#add(group, answer, resolvers)
    })
    for (const client of this.#clients) this.#arm(client, kernel.now)
  }

  /** When each client first came to a target that answered, in µs; null: not yet. In the order of the groups. */
  get reachedUs(): readonly (number | null)[] {
    return this.#clients.map(({ reachedUs }) => reachedUs)
  }

  /** A target answers from now on. */
  serve(target: string): void {
    this.#answering.add(target)
    for (const client of this.#clients) this.#arm(client, this.#options.kernel.now)
  }

  /** A target answers no more. Who has come to it before stays counted. */
  fail(target: string): void {
    this.#answering.delete(target)
  }

  #add({ everyUs, hold = 'ttl', resolver }: DnsClientGroup, { target, ttlUs }: DnsAnswer, resolvers: Map<string, DnsCache>): void {
    const { kernel, zone, name } = this.#options
    const aged = (lifeUs: number): number => lifeUs - drawBelow(this.#stream, lifeUs)
    if (resolver !== undefined && !resolvers.has(resolver)) {
      const cache = new DnsCache({ kernel, from: zone })
      cache.hold(name, target, aged(ttlUs))
      resolvers.set(resolver, cache)
    }
    const from = resolver === undefined ? zone : resolvers.get(resolver)!
    const cache = new DnsCache({ kernel, from, hold })
    // What a client has from a resolver ends when the resolver's own does; what it holds for longer has an age of its own.
    const lifeUs = heldUs(hold, ttlUs)
    const leftUs = lifeUs === Infinity ? Infinity : resolver !== undefined && hold === 'ttl' ? from.resolve(name)!.ttlUs : aged(lifeUs)
    cache.hold(name, target, leftUs)
    const phaseUs = drawBelow(this.#stream, everyUs)
    this.#clients.push({ index: this.#clients.length, cache, everyUs, phaseUs, armed: null, reachedUs: null })
  }

  /** Its next request that matters, not before `fromUs`. */
  #arm(client: Client, fromUs: number): void {
    const { kernel, name } = this.#options
    if (client.reachedUs !== null) return
    if (client.armed !== null) kernel.cancel(client.armed)
    client.armed = null
    const held = client.cache.peek(name)
    const mattersUs = held !== null && this.#answering.has(held) ? fromUs : Math.max(fromUs, client.cache.expiresAtUs(name))
    if (mattersUs === Infinity) return
    const requests = Math.max(0, Math.ceil((mattersUs - this.#startUs - client.phaseUs) / client.everyUs))
    const atUs = this.#startUs + client.phaseUs + requests * client.everyUs
    client.armed = kernel.at(atUs, () => this.#ask(client))
  }

  #ask(client: Client): void {
    const { kernel, name, onReached } = this.#options
    client.armed = null
    const answer = client.cache.resolve(name)
    if (answer && this.#answering.has(answer.target)) {
      client.reachedUs = kernel.now
      return onReached?.(client.index, kernel.now)
    }
    this.#arm(client, kernel.now + 1)
  }
}

/** Of a stream that draws at most 2³² numbers, to the millisecond where that is not enough. */
function drawBelow(stream: RandomStream, boundUs: number): number {
  if (boundUs === 0) return 0
  return boundUs <= LARGEST_DRAW ? stream.below(boundUs) : stream.below(Math.floor(boundUs / MILLISECOND)) * MILLISECOND
}

function checkGroup(where: string, { count, everyUs }: DnsClientGroup): void {
  for (const [field, value] of Object.entries({ count, everyUs }))
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw new RangeError(`${where}.${field}: must be a whole number ≥ 1, got ${value}`)
}
