/** Puts the cause of one failure into words. */
import type { PendingWrite } from '../block/durability.ts'
import type { LogMark, WriteEntry } from '../block/write-log.ts'
import type { ListedWrite } from '../crash/crash-spec.ts'
import { whyVolatile } from './flush-story.ts'
import type { NameWrite } from './epochs.ts'
import type { Finding } from './findings.ts'
import { pendingOf } from './prober.ts'
import type { Cut } from './prober.ts'
import type { Neighbour, Neighbourhood } from './neighbours.ts'
import type { Locate } from './options.ts'
import type { CauseWrite } from './result.ts'
import type { Blame } from './root-cause.ts'
import type { Evidence } from './source-run.ts'
import { fateOf, isCarriedOver } from './survivors.ts'
import { isOfSource, writeNames } from './write-names.ts'

const SECTORS_NAMED = 6

export class CauseTeller {
  readonly #evidence: Evidence
  readonly #finding: Finding
  readonly #cut: Cut
  readonly #locate: Locate | undefined

  constructor(evidence: Evidence, finding: Finding, cut: Cut, locate: Locate | undefined) {
    this.#evidence = evidence
    this.#finding = finding
    this.#cut = cut
    this.#locate = locate
    this.nameOfEntry = writeNames(evidence.run.site.log, cut.site.log)
  }

  /** `W41`; `R7` on the log of the recovered side. */
  readonly nameOfEntry: NameWrite

  sentence(blame: Blame, neighbourhood: Neighbourhood): string {
    return `${this.#where()}${this.#told(blame, neighbourhood)}`
  }

  describe(pending: PendingWrite): CauseWrite {
    const { entry } = pending
    const log = this.#inOwnLog(entry) ? this.#evidence.run.site.log : this.#cut.site.log
    const origin = log.origins?.get(entry.submitSeq)
    return {
      name: this.nameOfEntry(entry),
      label: entry.label,
      disk: this.#diskOf(pending),
      state: this.#stateOf(pending),
      operation: entry.operation,
      line: (origin && this.#locate?.(origin)) ?? null,
    }
  }

  /** What a passing neighbour has that the failing state has not. */
  change({ change, pending }: Neighbour): string {
    return `${this.#name(pending)} ${change === 'whole' ? 'durable as a whole' : 'not durable'}`
  }

  /** @param decides whether the state recovers without the damage */
  spoilt(writes: readonly PendingWrite[], spoilt: readonly ListedWrite[], decides: boolean): string {
    const sectors = spoilt.reduce((sum, { damage }) => sum + damage!.sectors.length, 0)
    const head = `the device spoilt ${sectors} ${sectors === 1 ? 'sector' : 'sectors'} in and beside ${this.#list(writes)} when the power failed`
    return `${this.#where()}${head}; ${decides ? 'without that this state recovers' : 'but this state does not recover without that either'}`
  }

  together(writes: readonly PendingWrite[]): string {
    return `${this.#list(writes)} as one expects of a crash`
  }

  #told({ kind, writes }: Blame, neighbourhood: Neighbourhood): string {
    const [first, second] = writes
    if (kind === 'torn') return this.#torn(first!)
    if (kind === 'pair') return this.#pair(first!, second!)
    if (kind === 'missing') return this.#missing(first!)
    if (kind === 'early') return `${this.#name(first!)} became durable before ${this.#name(second!)} was even submitted`
    if (kind === 'survivor') return `${this.#name(first!)} became durable, and recovery does not stand it: without it this state recovers`
    if (kind === 'together')
      return `no state one write away recovers; it takes ${this.#list(writes)} together`
    return this.#nothing(neighbourhood)
  }

  #torn(write: PendingWrite): string {
    const offsets = this.#cut.survivors[pendingOf(this.#cut).indexOf(write)]!
    const why = this.#why(write, this.#cut.seq, 'the crash')
    const part = offsets.length === 1 ? 'sector' : 'sectors'
    const parts = `${part} ${ranges(offsets)} of ${write.entry.sectors} ${offsets.length === 1 ? 'is' : 'are'} durable`
    return `${this.#name(write)} was torn: ${parts}; ${why}`
  }

  #pair(survivor: PendingWrite, missing: PendingWrite): string {
    const until = survivor.entry.submitSeq
    const head = `${this.#name(survivor)} became durable before ${this.#name(missing)}`
    if (isCarriedOver(survivor) || until < missing.entry.submitSeq)
      return `${head}, which was submitted after it: nothing made it wait`
    return `${head}; ${this.#why(missing, until, this.nameOfEntry(survivor.entry))}`
  }

  #missing(write: PendingWrite): string {
    const answer = this.#acknowledgement()
    if (this.#finding.verdict === 'recovery-not-idempotent')
      return `a completed recovery showed ${this.#name(write)}, which is not durable: ${this.#why(write, this.#cut.seq, 'the crash')}`
    if (!answer) return `recovery needs ${this.#name(write)}, which is not durable: ${this.#why(write, this.#cut.seq, 'the crash')}`
    const why = this.#why(write, answer.seq, 'the acknowledgement')
    return `operation ${answer.operation} was acknowledged, but ${this.#name(write)} is not durable: ${why}`
  }

  #nothing({ examined, all }: Neighbourhood): string {
    if (all === 0) return 'nothing is lost or torn here: the writes as they were made are enough to break recovery'
    const which = examined < all ? `the ${examined} that were examined of ${all} states` : `all ${all} states`
    return `no single write is to blame: ${which} one write away do not recover either`
  }

  /** The answer that promised what is gone; null when the verdict is not about one. */
  #acknowledgement(): LogMark | null {
    if (this.#finding.verdict !== 'lost-ack') return null
    const { log } = this.#cut.site
    for (let seq = log.base; seq <= this.#cut.seq; seq++) {
      const step = log.step(seq)
      if (step.kind !== 'mark' || step.mark !== 'answered' || step.name !== 'ok') continue
      if (step.operation !== null && this.#finding.operations.includes(step.operation)) return step
    }
    return null
  }

  #why(write: PendingWrite, seq: number, words: string): string {
    const { entry, completion } = write
    const about = { write: entry, completion, name: this.nameOfEntry(entry), diskId: this.#diskOf(write) }
    return whyVolatile(this.#cut.site.log, about, { seq, words })
  }

  #where(): string {
    const { then } = this.#finding.crash
    if (!then) return ''
    return then.during === 'recovery' ? 'in the recovery: ' : 'in the life after recovery: '
  }

  #name(pending: PendingWrite): string {
    return `${this.nameOfEntry(pending.entry)} "${pending.entry.label}" of ${this.#diskOf(pending)}`
  }

  #list(writes: readonly PendingWrite[]): string {
    const names = writes.slice(0, 3).map((write) => this.#name(write))
    return writes.length > 3 ? `${names.join(', ')} and ${writes.length - 3} more` : names.join(' and ')
  }

  #diskOf({ entry }: PendingWrite): string {
    return this.#cut.site.diskIds[entry.disk]!
  }

  #stateOf(pending: PendingWrite): CauseWrite['state'] {
    const offsets = this.#cut.survivors[pendingOf(this.#cut).indexOf(pending)]
    return offsets ? fateOf(pending, offsets, this.#cut.seq) : 'not-yet'
  }

  /** Whether a write is of the protected site's log, cut now or carried over in a cache. */
  #inOwnLog(entry: WriteEntry): boolean {
    return isOfSource(entry, this.#evidence.run.site.log, this.#cut.site.log)
  }
}

/** `0-3, 6` */
function ranges(offsets: readonly number[]): string {
  const parts: string[] = []
  for (let index = 0; index < offsets.length; index++) {
    const first = offsets[index]!
    while (offsets[index + 1] === offsets[index]! + 1) index++
    const last = offsets[index]!
    parts.push(first === last ? `${first}` : `${first}-${last}`)
  }
  return parts.length <= SECTORS_NAMED ? parts.join(', ') : `${parts.slice(0, SECTORS_NAMED).join(', ')} …`
}
