/** What `npm run bench` measures, by the name that selects it. */
import type { BenchResult } from './bench-result.ts'
import { blockStoreBench } from './block-store.ts'
import { crashStatesBench } from './crash-states.ts'
import { dayBench } from './day-rows.ts'
import { growthBench } from './growth.ts'
import { schedulerBench } from './scheduler.ts'
import { workersBench } from './workers.ts'
import { zooBench } from './zoo.ts'

export type Bench = () => Promise<readonly BenchResult[]>

export const BENCHES: Readonly<Record<string, Bench>> = {
  scheduler: () => schedulerBench(),
  'block-store': () => blockStoreBench(),
  'crash-states': () => crashStatesBench(),
  growth: () => growthBench(),
  'replicated-day': () => dayBench(),
  workers: () => workersBench(),
  zoo: () => zooBench(),
}
