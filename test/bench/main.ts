/** `npm run bench`: measures, prints a table, and writes JSON if asked. */
import process from 'node:process'
import { parseArguments } from './arguments.ts'
import type { BenchArguments } from './arguments.ts'
import { BenchSkipped } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'
import { DAY_ARGUMENT } from './day-rows.ts'
import { DAY, replicatedDay } from './replicated-day.ts'
import { reportOf, table, writeReport } from './report.ts'
import { BENCHES } from './rows.ts'

/** Exit code: the command line is wrong. */
const USAGE = 2

/** What is told on the way goes to the standard error, so that the standard output is the report. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

async function measure(names: readonly string[]): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const name of names) {
    tell(`measuring ${name} …`)
    try {
      results.push(...(await BENCHES[name]!()))
    } catch (error) {
      if (!(error instanceof BenchSkipped)) throw error
      tell(`skipped ${name}: ${error.message}`)
    }
  }
  return results
}

async function main(given: readonly string[]): Promise<void> {
  if (given[0] === DAY_ARGUMENT) return void process.stdout.write(JSON.stringify(await replicatedDay(DAY)))
  let wanted: BenchArguments
  try {
    wanted = parseArguments(given, Object.keys(BENCHES))
  } catch (error) {
    tell((error as Error).message)
    process.exitCode = USAGE
    return
  }
  const { names, json } = wanted
  const results = await measure(names)
  if (json !== '-') process.stdout.write(table(results))
  if (json !== null) await writeReport(json, reportOf(results))
}

await main(process.argv.slice(2))
