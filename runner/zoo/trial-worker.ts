/** The thread of the pool that runs trials of the zoo. */
import { serveBatch } from '../batch.ts'
import type { Batch } from '../batch.ts'
import { quietConsole } from '../quiet-console.ts'
import { runTrial } from './run-trial.ts'
import type { TrialOrder, TrialReport } from './trial.ts'

process.setSourceMapsEnabled(true)
quietConsole()

/** Called by the pool. */
export default function runTrials(batch: Batch<TrialOrder>): Promise<readonly TrialReport[]> {
  const { stop } = batch
  return serveBatch(batch, (order, note) => runTrial(order, stop, note))
}
