/**
 * Makes the crash of a failure small, in a run that is small by now: one crash instead of two, fewer operations
 * in the life between them, and as little as can be lost or torn. The measure of small is the distance to what
 * one expects of a crash: whatever had completed is there, what was in flight is not.
 */
import type { PendingWrite } from '../block/durability.ts'
import { lastLink, withLastLink } from '../crash/crash-links.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import type { Finding } from './findings.ts'
import { pendingOf, picksOf } from './prober.ts'
import type { Cut, Prober } from './prober.ts'
import {
  damaged,
  expected,
  isTorn,
  lastCutKind,
  lastPicks,
  shorterCrashes,
  undamaged,
  withPicks,
} from './survivors.ts'
import type { Survivors } from './survivors.ts'

/** Returns false once no further question may be asked. */
export type MayTry = () => boolean

/** @returns the same failure by the smallest crash that was found */
export async function shrinkCrash(prober: Prober, finding: Finding, mayTry: MayTry): Promise<Finding> {
  // A disaster is told as a whole: what followed its failover follows from the plan.
  if (finding.crash.kind === 'disaster') return finding
  const shrinker = new CrashShrinker(prober, finding, mayTry)
  await shrinker.dropLinks()
  await shrinker.dropLife()
  await shrinker.dropDamage()
  await shrinker.restoreWrites()
  return shrinker.best
}

class CrashShrinker {
  best: Finding
  readonly #prober: Prober
  readonly #mayTry: MayTry

  constructor(prober: Prober, finding: Finding, mayTry: MayTry) {
    this.#prober = prober
    this.best = finding
    this.#mayTry = mayTry
  }

  get #crash(): CrashSpec {
    return this.best.crash
  }

  async #accepts(crash: CrashSpec): Promise<boolean> {
    if (!this.#mayTry()) return false
    const probed = await this.#prober.probe(crash)
    if (typeof probed === 'string') return false
    this.best = probed
    return true
  }

  /** Without the second crash, where the first one shows the failure. */
  async dropLinks(): Promise<void> {
    for (const shorter of shorterCrashes(this.#crash)) if (await this.#accepts(shorter)) return
  }

  /** Fewer operations in the life before a second crash, the last ones first. */
  async dropLife(): Promise<void> {
    const { then } = this.#crash
    const operations = then ? (lastLink(then).operations ?? []) : []
    for (const operation of operations.toReversed()) {
      const without = withLastLink(this.#crash.then!, (link) => ({
        ...link,
        operations: link.operations!.filter((other) => JSON.stringify(other) !== JSON.stringify(operation)),
      }))
      await this.#accepts({ ...this.#crash, then: without } as CrashSpec)
    }
  }

  /** Without what the device spoilt, where that is not what broke. */
  async dropDamage(): Promise<void> {
    const picks = lastPicks(this.#crash)
    if (picks && damaged(picks).length > 0) await this.#accepts(withPicks(this.#crash, undamaged(picks)))
  }

  async restoreWrites(): Promise<void> {
    const kind = lastCutKind(this.#crash)
    if (kind === null || kind === 'process-kill') return
    for (const edge of kind === 'os-reset' ? (['completed'] as const) : (['completed', 'newest'] as const)) {
      if (lastPicks(this.#crash)?.pick === edge) return
      if (await this.#accepts(withPicks(this.#crash, { pick: edge }))) return
    }
    // Survivors do not tell what was spoilt: a state that needs it stays as it is.
    if (damaged(lastPicks(this.#crash)).length > 0) return
    const cut = await this.#prober.cut(this.#crash)
    if (!cut) return
    await new WriteRestorer(cut, (survivors) => this.#acceptsSurvivors(cut, survivors)).restore()
    cut.cursor.release()
  }

  #acceptsSurvivors(cut: Cut, survivors: Survivors): Promise<boolean> {
    return this.#accepts(withPicks(this.#crash, picksOf(cut, survivors, lastCutKind(this.#crash))))
  }
}

/** Brings writes back, many at a time, then one by one. */
class WriteRestorer {
  readonly #pending: readonly PendingWrite[]
  readonly #expected: Survivors
  readonly #fails: (survivors: Survivors) => Promise<boolean>
  #survivors: Survivors

  constructor(cut: Cut, fails: (survivors: Survivors) => Promise<boolean>) {
    this.#pending = pendingOf(cut)
    this.#expected = this.#pending.map((pending) => expected(cut.cursor, pending))
    this.#survivors = cut.survivors
    this.#fails = fails
  }

  async restore(): Promise<void> {
    const disks = new Set(this.#pending.map(({ entry }) => entry.disk))
    if (disks.size > 1)
      for (const disk of disks) await this.#restoreAll(this.#unexpected().filter((index) => this.#pending[index]!.entry.disk === disk))
    for (let size = this.#unexpected().length >> 1; size >= 1; size >>= 1) await this.#restoreChunks(size)
    await this.#mendTorn()
  }

  /** Writes that survive otherwise than one expects. */
  #unexpected(): number[] {
    return this.#survivors.flatMap((offsets, index) => (offsets.join() === this.#expected[index]!.join() ? [] : [index]))
  }

  async #restoreChunks(size: number): Promise<void> {
    const indices = this.#unexpected()
    for (let start = 0; start < indices.length && indices.length > 1; start += size)
      await this.#restoreAll(indices.slice(start, start + size))
  }

  async #restoreAll(indices: readonly number[]): Promise<void> {
    if (indices.length === 0) return
    await this.#accept(this.#survivors.map((offsets, index) => (indices.includes(index) ? this.#expected[index]! : offsets)))
  }

  /** A write that is there as a whole, or not at all, is simpler than a torn one. */
  async #mendTorn(): Promise<void> {
    for (const [index, pending] of this.#pending.entries()) {
      for (const offsets of [pending.sectors(), []])
        if (isTorn(pending, this.#survivors[index]!)) await this.#accept(this.#survivors.with(index, offsets))
    }
  }

  async #accept(survivors: Survivors): Promise<void> {
    if (await this.#fails(survivors)) this.#survivors = survivors
  }
}
