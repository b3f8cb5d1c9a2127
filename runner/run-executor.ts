/** Who does the drills of a run: threads of this process, or the workers of a farm. */
import type { CaseOrder, CaseReport, StopFlag } from './order.ts'
import { FARM_LANES, farmBatchSize } from './farm/batch-size.ts'
import type { Host } from './host.ts'
import { manifest } from './package-root.ts'
import { openPool } from './pool.ts'
import type { Executor } from './pool.ts'
import type { RunOptions } from './run-options.ts'
import type { Selected } from './run-selection.ts'
import type { BatchSize } from './schedule.ts'

export interface RunExecutor {
  readonly executor: Executor<CaseOrder, CaseReport>
  /** Batches at one time. */
  readonly lanes: number
  readonly batchSize?: BatchSize
}

/** @throws UsageError when a farm is asked for and cannot be had */
export async function openExecutor({ queue, workers }: RunOptions, selected: readonly Selected[], stop: StopFlag, host: Host): Promise<RunExecutor> {
  if (queue === null) return { executor: openPool({ workers, stop }), lanes: workers }
  const [{ openFarm }, { loadQueuePackages }] = await Promise.all([import('./farm/executor.ts'), import('./farm/packages.ts')])
  const packages = await loadQueuePackages()
  const scenarios = selected.map(({ entry: { ref: { name, file, codeHash } } }) => ({ name, file, codeHash }))
  const warn = (line: string): void => void host.stderr.write(`seeddrill: ${line}\n`)
  const executor = await openFarm({ address: queue, packages, about: { version: manifest.version, scenarios }, stop, warn })
  return { executor, lanes: FARM_LANES, batchSize: farmBatchSize }
}
