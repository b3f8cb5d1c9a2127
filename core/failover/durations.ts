/**
 * How long the parts of a recovery take that are not simulated in detail, and what people and the world take after one. What the simulation itself yields (the check
 * of the file systems, the recovery of the application, the processing of what was uploaded) is not in here.
 *
 * `documented` is only what the maker of the product states of it. Azure states no durations of single steps but one;
 * its documentation of recovery plans shows one plan that took 8 min 59 s in all. The average of another product, with
 * minimum, maximum and shape of ours, is an assumption.
 */
import { assumedMinutes, checkDuration, documentedMinutes } from '../sim/duration.ts'
import type { DurationModel } from '../sim/duration.ts'

export interface PlatformDurations {
  /** From the disaster to somebody who knows of it. */
  readonly detection: DurationModel
  /** From knowing to the decision: no failover is automatic. */
  readonly decision: DurationModel
  /** The job looks at what it needs. */
  readonly prerequisites: DurationModel
  /** The attempt to shut the source down, where one is made. */
  readonly sourceShutdown: DurationModel
  /** Disks are made from the point, all machines at once. */
  readonly replicaDisks: DurationModel
  /** What some sources need before their machine can start elsewhere (VMware, physical). */
  readonly conversion: DurationModel
  /** The machine with its size, its network interfaces and, if free, its private address. */
  readonly creation: DurationModel
  readonly osBoot: Readonly<Record<'linux' | 'windows', DurationModel>>
  /** From an application that has its data back to one that takes requests. */
  readonly serviceStart: DurationModel
  /** Until what was in memory is there again. */
  readonly cacheWarmUp: DurationModel
  /** Until the probe has seen the application healthy often enough. */
  readonly healthProbe: DurationModel
  /** A script of a plan that does nothing in particular. */
  readonly script: DurationModel
  /** A manual action of a plan that is nothing in particular, beside the reaction of the person. */
  readonly manualAction: DurationModel
  /** A person finds another size or zone for a machine that could not be created. */
  readonly otherAllocation: DurationModel
  /** A quota is raised on request. */
  readonly quotaRaise: DurationModel
  /** From a service that answers to the commit, after which there is no other point. */
  readonly commit: DurationModel
  /** From the disaster until there is a region again to protect to. */
  readonly regionReturns: DurationModel
  /** From the trigger of a failover on a false alarm until somebody cancels it. */
  readonly cancellation: DurationModel
  /** From there until replication, which that has ended, is enabled anew. */
  readonly enabledAnew: DurationModel
}

const asOfDrs = (average: string): string => `average as AWS DRS documents it for its own: ${average}`
const OWN = 'no document states it'

export const PLATFORM_DURATIONS: PlatformDurations = {
  detection: assumedMinutes(1, 3, 'alert rules that look every minute to five minutes', 15),
  decision: assumedMinutes(2, 15, 'a person on call who decides alone', 120),
  prerequisites: assumedMinutes(0.5, 1, OWN, 5),
  sourceShutdown: assumedMinutes(0.5, 2, OWN, 10),
  replicaDisks: assumedMinutes(0.5, 1, OWN, 6),
  // The range is documented; the shape within it is ours, which cannot matter for more than a minute.
  conversion: documentedMinutes(8, 9, 'Azure Site Recovery documentation, "Run a failover": 8 to 10 minutes more', 10),
  creation: assumedMinutes(1, 2, OWN, 10),
  osBoot: {
    linux: assumedMinutes(3, 5, asOfDrs('5 minutes for Linux'), 20),
    windows: assumedMinutes(12, 20, asOfDrs('20 minutes for Windows'), 45),
  },
  serviceStart: assumedMinutes(0.2, 0.5, OWN, 5),
  cacheWarmUp: assumedMinutes(0.5, 2, OWN, 15),
  healthProbe: assumedMinutes(0.25, 0.5, 'a probe every 5 to 15 s, two of which must succeed', 2),
  script: assumedMinutes(0.5, 1, 'a runbook that waits for its sandbox', 10),
  manualAction: assumedMinutes(1, 3, OWN, 30),
  otherAllocation: assumedMinutes(5, 20, OWN, 120),
  quotaRaise: assumedMinutes(15, 240, 'hours when a request is looked at by people', 2_880),
  commit: assumedMinutes(30, 120, 'people watch the service before they give the other points up', 1_440),
  regionReturns: assumedMinutes(120, 720, 'outages of a region that became public lasted hours to a day', 4_320),
  cancellation: assumedMinutes(3, 8, 'the source turns out to be there, and somebody stops what has begun', 30),
  enabledAnew: assumedMinutes(10, 120, 'somebody notices that nothing is replicated any more', 1_440),
}

/**
 * Refuses durations that make no sense.
 * @throws RangeError naming the field and its value
 */
export function checkPlatformDurations(durations: PlatformDurations): void {
  const { osBoot, ...others } = durations
  for (const [name, model] of Object.entries(others)) checkDuration(`PlatformDurations.${name}`, model)
  for (const [name, model] of Object.entries(osBoot)) checkDuration(`PlatformDurations.osBoot.${name}`, model)
}
