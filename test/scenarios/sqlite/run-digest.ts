/** One workload and what it did to its files, as a text: for comparing runs, in this process and in others. */
import { hashTextKey } from '../../../core/sim/index.ts'
import { JOURNAL_MODES } from '../../../scenarios/sqlite/index.ts'
import type { JournalMode } from '../../../scenarios/sqlite/index.ts'
import { runWorkload } from './crash-lab.ts'

export async function digestOf(journalMode: JournalMode): Promise<string> {
  const { files } = await runWorkload({ journalMode }, 7)
  const log = files.log.map((change) => ('data' in change ? { ...change, data: Buffer.from(change.data).toString('hex') } : change))
  return `${journalMode}: ${log.length} ${hashTextKey(JSON.stringify(log))}`
}

export async function digests(): Promise<readonly string[]> {
  const all: string[] = []
  for (const journalMode of JOURNAL_MODES) all.push(await digestOf(journalMode))
  return all
}
