/**
 * Names, and those who remember what they stood for. A record has a time to live, which only counts down on its way:
 * a resolver that has had an answer for half of it passes on the other half. Whoever holds an answer asks nobody.
 */
import type { Kernel } from '../sim/kernel.ts'

export interface DnsRecord {
  readonly name: string
  readonly target: string
  /** Time to live, whole µs ≥ 0. 0: to be asked for every time. */
  readonly ttlUs: number
}

/** What a name stands for, and for how long from now that may be believed. */
export interface DnsAnswer {
  readonly target: string
  readonly ttlUs: number
}

/** Whoever can be asked. Null: there is no such name. */
export interface DnsSource {
  readonly resolve: (name: string) => DnsAnswer | null
}

/**
 * How long a cache keeps what it was told. `ttl`: as long as it may. `atLeastUs`: no shorter than that, whatever it was
 * told. `for-ever`: until it is started anew.
 */
export type DnsHold = 'ttl' | 'for-ever' | { readonly atLeastUs: number }

/** How caches are known to behave. */
export const DNS_HOLDS = {
  /** As the standard has it (RFC 1035, section 3.2.1). */
  'well-behaved': 'ttl',
  /** A runtime with a security manager keeps answers for good (Java, `networkaddress.cache.ttl` of -1). */
  'never-asks-again': 'for-ever',
  /** A pool or a proxy that looks names up every half an hour. Assumed. */
  'half-an-hour': { atLeastUs: 1_800_000_000 },
} as const satisfies Record<string, DnsHold>

export interface DnsZoneOptions {
  readonly kernel: Kernel
  readonly records: readonly DnsRecord[]
  /** From a change to the answers that show it. Default 0. */
  readonly propagationUs?: number
}

/** The authority for some names. */
export class DnsZone implements DnsSource {
  readonly #kernel: Kernel
  readonly #records = new Map<string, DnsRecord>()
  readonly #propagationUs: number

  /** @throws RangeError for a name twice, or times that make no sense */
  constructor({ kernel, records, propagationUs = 0 }: DnsZoneOptions) {
    checkTime('DnsZone.propagationUs', propagationUs)
    this.#kernel = kernel
    this.#propagationUs = propagationUs
    for (const record of records) {
      checkTime(`DnsRecord.ttlUs of ${record.name}`, record.ttlUs)
      if (this.#records.has(record.name)) throw new RangeError(`DnsZone.records: ${record.name} is there twice`)
      this.#records.set(record.name, record)
    }
  }

  resolve(name: string): DnsAnswer | null {
    const record = this.#records.get(name)
    return record ? { target: record.target, ttlUs: record.ttlUs } : null
  }

  /**
   * Lets a name stand for something else, for whoever asks from then on. What is remembered elsewhere stays.
   * @throws RangeError for a name that is not in the zone
   */
  switch(name: string, target: string): void {
    const record = this.#records.get(name)
    if (!record) throw new RangeError(`DnsZone.switch: there is no record ${name}`)
    const kernel = this.#kernel
    const change = (): void => {
      this.#records.set(name, { ...record, target })
      kernel.trace.record(kernel.now, kernel.trace.label('name switched'), kernel.trace.label(name), 0, 0)
    }
    if (this.#propagationUs === 0) change()
    else kernel.after(this.#propagationUs, change)
  }
}

export interface DnsCacheOptions {
  readonly kernel: Kernel
  /** Whom it asks: a zone, or another cache. */
  readonly from: DnsSource
  /** Default `ttl`. */
  readonly hold?: DnsHold
}

interface Kept {
  readonly target: string
  /** The first instant at which it asks again. Infinity: never. */
  readonly expiresAtUs: number
}

/** A resolver, or the memory of one client. */
export class DnsCache implements DnsSource {
  readonly #kernel: Kernel
  readonly #from: DnsSource
  readonly #hold: DnsHold
  readonly #kept = new Map<string, Kept>()

  /** @throws RangeError for a hold that makes no sense */
  constructor({ kernel, from, hold = 'ttl' }: DnsCacheOptions) {
    if (typeof hold === 'object') checkTime('DnsHold.atLeastUs', hold.atLeastUs)
    this.#kernel = kernel
    this.#from = from
    this.#hold = hold
  }

  resolve(name: string): DnsAnswer | null {
    const { now } = this.#kernel
    const kept = this.#kept.get(name)
    if (kept && now < kept.expiresAtUs) return { target: kept.target, ttlUs: kept.expiresAtUs - now }
    const answer = this.#from.resolve(name)
    if (!answer) {
      this.#kept.delete(name)
      return null
    }
    const { target, ttlUs } = answer
    return this.hold(name, target, heldUs(this.#hold, ttlUs))
  }

  /** Holds an answer from now on for a time, as if it had been given some while ago. */
  hold(name: string, target: string, forUs: number): DnsAnswer {
    const answer = { target, ttlUs: forUs }
    this.#kept.set(name, { target, expiresAtUs: this.#kernel.now + forUs })
    return answer
  }

  /** What it holds, without asking anybody; null when it would have to. */
  peek(name: string): string | null {
    const kept = this.#kept.get(name)
    return kept && this.#kernel.now < kept.expiresAtUs ? kept.target : null
  }

  /** When it asks again: 0 if it holds nothing, Infinity if never. */
  expiresAtUs(name: string): number {
    return this.#kept.get(name)?.expiresAtUs ?? 0
  }
}

/** For how long a cache that holds so keeps an answer with this time to live. */
export function heldUs(hold: DnsHold, ttlUs: number): number {
  if (hold === 'for-ever') return Infinity
  return hold === 'ttl' ? ttlUs : Math.max(ttlUs, hold.atLeastUs)
}

function checkTime(field: string, valueUs: number): void {
  if (!(Number.isSafeInteger(valueUs) && valueUs >= 0))
    throw new RangeError(`${field}: must be a whole number of microseconds ≥ 0, got ${valueUs}`)
}
