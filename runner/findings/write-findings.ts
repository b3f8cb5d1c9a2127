/** Writes docs/findings.md: drills other people's code with fixed seeds, and tells what was found against what is promised. */
import { writeFileSync } from 'node:fs'
import { exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { fileInPackage } from '../package-root.ts'
import { documentOf } from './document.ts'
import type { FindingEntry } from './document.ts'
import { findFailure, SEEDS } from './find.ts'
import { findingDrills } from './finding-drill.ts'

/**
 * @param names of scenarios: those alone are printed and nothing is written; none: all, into the document
 * @returns the exit code: that of a violation when a failure that is expected does not show
 * @throws UsageError for a name that there is not
 */
export async function writeFindings(names: readonly string[], { stdout, stderr }: Host): Promise<number> {
  const say = (line: string): void => void stderr.write(`${line}\n`)
  const entries: FindingEntry[] = []
  for (const drill of findingDrills(names)) entries.push({ ...drill, found: await findFailure(drill, say) })
  const text = documentOf(entries)
  if (names.length > 0) stdout.write(text)
  else writeFileSync(fileInPackage('docs/findings.md'), text)
  const missed = entries.filter(({ expected, found }) => expected !== null && found === null)
  for (const { scenario } of missed) say(`findings: ${scenario.name} shows nothing with ${SEEDS.length} seeds`)
  return exitCode(missed.length === 0 ? 'passed' : 'violated')
}
