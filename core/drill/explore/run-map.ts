/** One pass over the log of a run: what a look at any instant needs to know and would have to walk for. */
import { timeOf } from '../../block/write-log.ts'
import type { FlushEntry, LogStep, WriteEntry, WriteLog } from '../../block/write-log.ts'
import { SECTORS_PER_BLOCK } from '../../block/geometry.ts'
import { PHASE_NAMES, PhaseTracker } from '../../crash/phases.ts'
import type { Phase } from '../../crash/phases.ts'

export interface RunMap {
  /** The steps at which requests were submitted, ascending. Damage to the medium is none. */
  readonly requests: readonly number[]
  /** For each step of a request, how many flushes of its disk were submitted before it. */
  readonly epochs: Int32Array
  /** When each step happened, µs; a reset has the time of the step before it. */
  readonly times: Float64Array
  /** By disk: its writes in the order of their completion. */
  readonly completions: readonly (readonly WriteEntry[])[]
  /** By disk: failed flushes that gave up what they covered, in the order of their completion. */
  readonly givingUp: readonly (readonly FlushEntry[])[]
  /** By disk: flushes that did their work, in the order of their completion. */
  readonly good: readonly (readonly FlushEntry[])[]
  /** By disk: the first block behind all that the run wrote. */
  readonly endBlocks: readonly number[]
  /** @param holdsVolatile whether completed writes above the floors exist at this step */
  phaseAt(seq: number, holdsVolatile: boolean): Phase
}

export function mapRun(log: WriteLog, disks: number): RunMap {
  const mapper = new Mapper(log, disks)
  for (let seq = log.base; seq < log.end; seq++) mapper.take(log.step(seq), seq)
  return mapper
}

const perDisk = <T>(disks: number): T[][] => Array.from({ length: disks }, () => [])

class Mapper implements RunMap {
  readonly requests: number[] = []
  readonly epochs: Int32Array
  readonly times: Float64Array
  readonly completions: WriteEntry[][]
  readonly givingUp: FlushEntry[][]
  readonly good: FlushEntry[][]
  readonly endBlocks: number[]
  readonly #base: number
  readonly #tracker: PhaseTracker
  /** Two phases for each step: without and with volatile writes. */
  readonly #phases: Uint8Array
  readonly #flushes: number[]
  #timeUs = 0

  constructor(log: WriteLog, disks: number) {
    const steps = log.end - log.base
    this.#base = log.base
    this.#tracker = new PhaseTracker(log)
    this.#phases = new Uint8Array(2 * steps)
    this.epochs = new Int32Array(steps)
    this.times = new Float64Array(steps)
    this.completions = perDisk(disks)
    this.givingUp = perDisk(disks)
    this.good = perDisk(disks)
    this.endBlocks = Array.from({ length: disks }, () => 0)
    this.#flushes = Array.from({ length: disks }, () => 0)
  }

  take(step: LogStep, seq: number): void {
    const index = seq - this.#base
    this.#tracker.take(seq)
    this.#phases[2 * index] = PHASE_NAMES.indexOf(this.#tracker.phase(false))
    this.#phases[2 * index + 1] = PHASE_NAMES.indexOf(this.#tracker.phase(true))
    if (step.kind !== 'reset') this.#timeUs = timeOf(step, seq)
    this.times[index] = this.#timeUs
    if (step.kind === 'mark' || step.kind === 'reset') return
    if (step.submitSeq === seq) this.#submitted(step, seq)
    else if (step.kind === 'flush') this.#flushed(step)
    else if (step.diskPosition > 0) this.completions[step.disk]![step.diskPosition - 1] = step
  }

  phaseAt(seq: number, holdsVolatile: boolean): Phase {
    return PHASE_NAMES[this.#phases[2 * (seq - this.#base) + Number(holdsVolatile)]!]!
  }

  #submitted(step: WriteEntry | FlushEntry, seq: number): void {
    if (step.kind !== 'damage') this.requests.push(seq)
    this.epochs[seq - this.#base] = step.kind === 'flush' ? this.#flushes[step.disk]!++ : this.#flushes[step.disk]!
    if (step.kind === 'flush') return
    const end = Math.ceil((Math.max(step.lba, step.storedLba) + step.sectors) / SECTORS_PER_BLOCK)
    this.endBlocks[step.disk] = Math.max(this.endBlocks[step.disk]!, end)
  }

  #flushed(flush: FlushEntry): void {
    if (flush.discardsCovered) this.givingUp[flush.disk]!.push(flush)
    else if (!flush.lying && !flush.failed) this.good[flush.disk]!.push(flush)
  }
}

/** How many of the ascending values are at most `limit`. As `countUpTo` of the oracle, of values that are reckoned. */
export function countUpToBy(length: number, limit: number, valueAt: (index: number) => number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (valueAt(middle) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
