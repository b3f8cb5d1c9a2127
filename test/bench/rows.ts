/** What `npm run bench` measures, by the name that selects it. */
import type { BenchResult } from './bench-result.ts'
import { blockStoreBench } from './block-store.ts'
import { crashStatesBench } from './crash-states.ts'
import { dayBench } from './day-rows.ts'
import { filesBench } from './files.ts'
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
  histories: async () => (await import('./histories.ts')).historiesBench(),
  files: () => filesBench(),
  sqlite: async () => (await import('./sqlite.ts')).sqliteBench(),
  workers: () => workersBench(),
  zoo: () => zooBench(),
  explorer: async () => (await import('./explorer.ts')).explorerBench(),
  'live-view': async () => (await import('./live-view.ts')).liveViewBench(),
}
