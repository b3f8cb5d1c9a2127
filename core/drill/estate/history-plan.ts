/** What clients do in a history: the same under every strategy. */
import { HOUR_US } from '../../backup/index.ts'
import { generatePlan } from '../generate-plan.ts'
import type { Plan } from '../plan.ts'
import { DEFAULT_CLIENTS } from '../workload.ts'
import type { Estate } from './estate.ts'

export const DEFAULT_QUIET_DAYS = 2
/** Disasters strike within two days, and no client has done all its work before: they finish at times of their own. */
const FURTHER_DAYS = 3
const HOURS_PER_DAY = 24

/** Clients at an even pace, for all the days. */
export function historyPlan({ scenario, operationsPerHour }: Estate, seed: string, quietDays: number = DEFAULT_QUIET_DAYS): Plan {
  const clients = scenario.clients ?? DEFAULT_CLIENTS
  const days = quietDays + FURTHER_DAYS
  const operations = Math.ceil(operationsPerHour * HOURS_PER_DAY * days)
  const thinkUs = Math.floor((2 * clients * HOUR_US) / operationsPerHour)
  return generatePlan({ ...scenario, operations, thinkUs, faults: [], destructive: [], policy: false, swarm: false }, seed)
}
