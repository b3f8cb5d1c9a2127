/**
 * How long it takes until what was failed over is protected again. The formula is a lower bound from the documentation
 * of Azure Site Recovery ("Reprotect", time taken); points sent meanwhile are processed only after the copy.
 */
import type { DurationModel } from '../sim/duration.ts'
import { failoverPolicies } from './policy.ts'
import type { ReprotectTerms } from './policy.ts'

/** What is to be protected the other way round. */
export interface ReprotectFacts {
  /** How long the first copy took when replication was enabled: the disks are compared at that rate at best. */
  readonly initialReplicationUs: number
  /** All disks together. */
  readonly diskBytes: number
  /** What differs between the sides: what was written since the failover, on either. */
  readonly differingBytes: number
  /** What a disk can take. */
  readonly diskBytesPerSecond: number
  /** `kept`: compared, and only differences copied. `deleted`: everything is copied, as it is for disks that were changed. */
  readonly originalDisks: 'kept' | 'deleted'
}

export interface ReprotectEstimate {
  /** Comparison of the disks by checksums. */
  readonly compareUs: number
  readonly copiedBytes: number
  readonly copyUs: number
  /** Points that queued meanwhile. */
  readonly queueUs: number
  /** To be drawn, and added. */
  readonly scaleUp: DurationModel
  /** The least that it takes. */
  readonly atLeastUs: number
}

const MICROSECONDS_PER_SECOND = 1_000_000
const PERCENT = 100

/**
 * @param terms Default: those of Azure Site Recovery
 * @throws RangeError naming a field that is negative, or a rate that is not positive
 */
export function reprotectEstimate(facts: ReprotectFacts, terms: ReprotectTerms = failoverPolicies.asr.reprotect): ReprotectEstimate {
  checkFacts(facts)
  const { initialReplicationUs, diskBytes, differingBytes, diskBytesPerSecond, originalDisks } = facts
  const { copyPercentOfDisk, queuePercent, scaleUp } = terms
  const kept = originalDisks === 'kept'
  const compareUs = kept ? initialReplicationUs : 0
  const copiedBytes = kept ? differingBytes : diskBytes
  const copyUs = Math.ceil((copiedBytes * MICROSECONDS_PER_SECOND * PERCENT) / (diskBytesPerSecond * copyPercentOfDisk))
  const queueUs = Math.ceil(((compareUs + copyUs) * queuePercent) / PERCENT)
  return { compareUs, copiedBytes, copyUs, queueUs, scaleUp, atLeastUs: compareUs + copyUs + queueUs + scaleUp.minimumUs }
}

function checkFacts({ initialReplicationUs, diskBytes, differingBytes, diskBytesPerSecond }: ReprotectFacts): void {
  for (const [field, value] of Object.entries({ initialReplicationUs, diskBytes, differingBytes }))
    if (!(value >= 0)) throw new RangeError(`ReprotectFacts.${field}: must be ≥ 0, got ${value}`)
  if (!(diskBytesPerSecond > 0))
    throw new RangeError(`ReprotectFacts.diskBytesPerSecond: must be positive, got ${diskBytesPerSecond}`)
}
