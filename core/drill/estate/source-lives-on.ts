/** What a source that lives on still acknowledges, after a disaster that only cut it off. */
import { lookUs } from './courses.ts'
import { leftByUs, longestHeldUs } from './names-held.ts'
import type { UnjudgedOutcome } from './outcome.ts'
import type { ProtectedEstate } from './protected-estate.ts'

const US_PER_SECOND = 1_000_000

/**
 * A source that lives on acknowledges until it fences itself, or nobody has its name any more. Until the target serves that
 * is a loss; from then on what is acknowledged has two writers at a time.
 */
export async function letSourceLive(running: ProtectedEstate, outcome: UnjudgedOutcome): Promise<UnjudgedOutcome> {
  const { clients, dnsTtlSeconds, fencedAfterSeconds } = running.estate
  const { disaster, serviceRtoUs, steps, rpoUs, attempts } = outcome
  if (serviceRtoUs === null || rpoUs === null) return outcome
  const named = steps.findLast(({ item, endUs }) => item === 'dns' && endUs !== null)
  const servesFromUs = disaster.atUs + serviceRtoUs
  const switchedUs = disaster.atUs + (named ? named.endUs! : serviceRtoUs)
  const untilUs = leftByUs(switchedUs, disaster.atUs, longestHeldUs(clients, dnsTtlSeconds * US_PER_SECOND))
  if (untilUs > running.nowUs) await running.runTo(untilUs)
  const acknowledged = (fromUs: number, toUs: number) => running.site.history.filter(({ answered, outcome: end }) =>
    end === 'ok' && answered !== null && answered.atUs > fromUs && answered.atUs <= toUs)
  const lost = acknowledged(lookUs(disaster), servesFromUs)
  const fencedAtUs = fencedAfterSeconds === null ? Infinity : disaster.atUs + fencedAfterSeconds * US_PER_SECOND
  const stoppedUs = Math.min(servesFromUs, fencedAtUs)
  return {
    ...outcome,
    sourceEndedUs: stoppedUs,
    rpoUs: Math.max(0, stoppedUs - attempts.at(-1)!.cutAtUs),
    lostOperations: outcome.lostOperations! + lost.length,
    lost: [...outcome.lost, ...lost.map(({ id, answered }) => ({ id, answeredUs: answered!.atUs }))],
    splitBrainOperations: acknowledged(servesFromUs, untilUs).length,
    splitBrainUs: Math.max(0, Math.min(untilUs, fencedAtUs) - servesFromUs),
  }
}
