/** `seeddrill report`: what to do with reports that were written. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { codeWithReports, exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { mergePieces } from '../merge/merge.ts'
import { readPiece } from '../merge/piece.ts'
import { openInDesktop } from '../open-in-desktop.ts'
import type { Opener } from '../open-in-desktop.ts'
import { loadOwnReporters } from '../own-reporters.ts'
import { openAudience } from '../reporters.ts'
import type { ReporterSpec } from '../reporters.ts'
import { wantsColors } from '../terminal.ts'
import { messageOf, UsageError } from '../usage-error.ts'

export interface MergeFlags {
  readonly reporter?: readonly ReporterSpec[]
  readonly color: boolean
}

/**
 * `report merge`: the shards of a run as one run.
 * @returns the exit code that the undivided run would have had, but that of wrong usage for a pass that lacks a report
 * @throws UsageError when the files are not the parts of one run
 */
export async function mergeCommand(files: readonly string[], { reporter = [], color }: MergeFlags, host: Host): Promise<number> {
  const pieces = files.map((name) => readPiece(name, readText(name, host)))
  const reporters = reporter.some(({ file }) => file === null) ? reporter : [{ name: 'line', file: null } as const, ...reporter]
  const own = await loadOwnReporters(reporters.map(({ name }) => name), host.cwd)
  const audience = openAudience(reporters, host, wantsColors(host, color), { own })
  const finished = mergePieces(pieces, audience.hear)
  const code = codeWithReports(finished.exitCode, await audience.settled())
  audience.hear({ ...finished, exitCode: code })
  const problems = await audience.save()
  for (const problem of problems) host.stderr.write(`seeddrill: ${problem}\n`)
  return codeWithReports(code, problems)
}

/**
 * `report open`: shows a report, and says where it is, for there may be nothing to show it on.
 * @returns the exit code. @throws UsageError when there is no such file
 */
export function openCommand(name: string, host: Host, opener: Opener = openInDesktop): number {
  const file = resolve(host.cwd, name)
  if (!existsSync(file)) throw new UsageError(`${name}: there is no such file; write one with --reporter html=${name}`)
  if (!statSync(file).isFile()) throw new UsageError(`${name}: is a folder, not a file`)
  opener(file, host)
  host.stdout.write(`${pathToFileURL(file).href}\n`)
  return exitCode('passed')
}

function readText(name: string, { cwd }: Host): string {
  if (statSync(resolve(cwd, name), { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${name} cannot be read: it is a folder`)
  try {
    return readFileSync(resolve(cwd, name), 'utf8')
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${messageOf(error)}`)
  }
}
