import { MACHINE_CHURN } from './churn.ts'
import type { ChurnPolicy } from './churn.ts'
import type { DeltaPolicy } from './delta-policy.ts'
import type { DailyWindow, ReplicationPolicy } from './policy.ts'

const POSITIVE = ['crashPointIntervalUs', 'barrierTimeoutUs', 'bitmapGranularityBytes', 'alertAfterUs'] as const
const NOT_NEGATIVE = ['appPointIntervalUs', 'ungroupedSkewUs'] as const
const SECTOR = 512
const DAY_US = 86_400_000_000
/** Fields that may be absent, and what they may be. */
const CHOICES: Readonly<Record<'apart' | 'appFailure' | 'appFailureEvent', readonly unknown[]>> = {
  apart: ['disk', 'machine'],
  appFailure: ['missing', 'degraded'],
  appFailureEvent: [153006, 78144],
}
const UNITS: readonly unknown[] = ['changed-blocks', 'write-log']
const PLACES: readonly unknown[] = ['source', 'target']
const TIERS: readonly unknown[] = ['standard', 'premium']

/**
 * Refuses what no policy can be.
 * @throws RangeError naming the field and its value
 */
export function checkPolicy(policy: ReplicationPolicy): void {
  const demand = (holds: boolean, field: string, rule: string, value: unknown): void => {
    if (!holds) throw new RangeError(`ReplicationPolicy.${field}: must be ${rule}, got ${String(value)}`)
  }
  for (const field of POSITIVE) {
    demand(Number.isSafeInteger(policy[field]) && policy[field] > 0, field, 'a positive whole number', policy[field])
  }
  for (const field of NOT_NEGATIVE) {
    demand(Number.isSafeInteger(policy[field]) && policy[field] >= 0, field, 'a whole number ≥ 0', policy[field])
  }
  const { uplink, resync, delta, bitmapGranularityBytes } = policy
  const { lowWaterBytes, highWaterBytes } = policy.memory
  demand(bitmapGranularityBytes % SECTOR === 0, 'bitmapGranularityBytes', 'a multiple of 512', bitmapGranularityBytes)
  demand(lowWaterBytes <= highWaterBytes, 'memory.lowWaterBytes', 'at most highWaterBytes', lowWaterBytes)
  demand(uplink.batchIntervalUs >= 0, 'uplink.batchIntervalUs', '≥ 0', uplink.batchIntervalUs)
  demand(uplink.batchBytes > 0, 'uplink.batchBytes', 'positive', uplink.batchBytes)
  const room = highWaterBytes - lowWaterBytes
  const { chunkBytes } = resync
  demand(chunkBytes > 0 && chunkBytes % SECTOR === 0, 'resync.chunkBytes', 'a positive multiple of 512', chunkBytes)
  demand(chunkBytes <= room, 'resync.chunkBytes', `at most ${room}, which is between the water marks`, chunkBytes)
  const oneOf = (field: keyof typeof CHOICES): void => {
    const value = policy[field]
    demand(value === undefined || CHOICES[field].includes(value), field, CHOICES[field].join(' or '), value)
  }
  oneOf('apart')
  oneOf('appFailure')
  oneOf('appFailureEvent')
  const { maximumGroupMachines = 1 } = policy
  const whole = Number.isSafeInteger(maximumGroupMachines) && maximumGroupMachines > 0
  demand(whole, 'maximumGroupMachines', 'a positive whole number', maximumGroupMachines)
  const { backlogBytes = null, place = 'source' } = policy.processing
  demand(PLACES.includes(place), 'processing.place', PLACES.join(' or '), place)
  demand(isPositiveOrNull(backlogBytes), 'processing.backlogBytes', 'null or positive', backlogBytes)
  if (resync.window !== undefined) checkWindow(resync.window, demand)
  if (delta) checkDelta(delta, demand)
  if (policy.largeDisk) {
    const { aboveBytes, bitmapGranularityBytes: bytes } = policy.largeDisk
    demand(isPositiveOrNull(aboveBytes) && aboveBytes !== null, 'largeDisk.aboveBytes', 'positive', aboveBytes)
    const multiple = bytes > 0 && bytes % bitmapGranularityBytes === 0
    demand(multiple, 'largeDisk.bitmapGranularityBytes', `a multiple of ${bitmapGranularityBytes}`, bytes)
  }
  if (policy.churn) checkChurn(policy.churn, demand)
}

const isPositiveOrNull = (value: unknown): boolean => value === null || (Number.isFinite(value) && Number(value) > 0)

type Demand = (holds: boolean, field: string, rule: string, value: unknown) => void

function checkWindow(window: DailyWindow | 'by-hand', demand: Demand): void {
  if (window === 'by-hand') return
  for (const time of [window.fromUs, window.toUs]) {
    demand(Number.isSafeInteger(time) && time >= 0 && time <= DAY_US, 'resync.window', 'times of a day', time)
  }
}

function checkDelta({ unit, timeoutUs, retryDelaysUs, maximumLogPercent }: DeltaPolicy, demand: Demand): void {
  demand(UNITS.includes(unit), 'delta.unit', UNITS.join(' or '), unit)
  demand(isPositiveOrNull(timeoutUs), 'delta.timeoutUs', 'null or positive', timeoutUs)
  const waits = Array.isArray(retryDelaysUs) && retryDelaysUs.length > 0 && retryDelaysUs.every((delay) => delay >= 0)
  demand(waits, 'delta.retryDelaysUs', 'a list of waits, at least one', retryDelaysUs)
  demand(isPositiveOrNull(maximumLogPercent), 'delta.maximumLogPercent', 'null or positive', maximumLogPercent)
}

function checkChurn({ mode, tier, averageIoBytes }: ChurnPolicy, demand: Demand): void {
  demand(Object.hasOwn(MACHINE_CHURN, mode), 'churn.mode', Object.keys(MACHINE_CHURN).join(' or '), mode)
  demand(TIERS.includes(tier), 'churn.tier', TIERS.join(' or '), tier)
  demand(isPositiveOrNull(averageIoBytes), 'churn.averageIoBytes', 'null or positive', averageIoBytes)
}
