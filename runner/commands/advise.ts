/** `seeddrill advise`: which recovery points to fail over to, application by application, by the runs behind it. */
import { createColors } from 'picocolors'
import { adviceText } from '../../reports/index.ts'
import type { AdviceReport } from '../../reports/index.ts'
import { advise, ADVISING_DISASTERS, ADVISING_KINDS, ADVISING_STRATEGIES } from '../estates/advise.ts'
import { chooseAdvised } from '../estates/catalog.ts'
import { conduct } from '../estates/conduct.ts'
import type { Conducted } from '../estates/conduct.ts'
import { commandOf, filesOf, openEstate } from '../estates/options.ts'
import type { EstateFlags, EstateOptions } from '../estates/options.ts'
import { exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { manifest } from '../package-root.ts'
import { openReportFile } from '../report-file.ts'
import { wantsColors } from '../terminal.ts'
import { writeText } from '../write-text.ts'

export const DEFAULT_ADVISING_HISTORIES = 20

/**
 * @returns the exit code
 * @throws UsageError before anything has run and before any file is touched
 */
export async function adviseCommand(wanted: string | undefined, flags: EstateFlags, host: Host): Promise<number> {
  const startMs = performance.now()
  const json = typeof flags.json === 'string' ? openReportFile(flags.json, host.cwd) : null
  const { options: opened, catalog } = await openEstate(wanted, { ...flags, histories: flags.histories ?? DEFAULT_ADVISING_HISTORIES }, host, chooseAdvised)
  try {
    const options: EstateOptions = { ...opened, kinds: ADVISING_KINDS, disasters: ADVISING_DISASTERS, strategies: ADVISING_STRATEGIES }
    const parts = options.facts.parts.length > 0 ? options.facts.parts : [null]
    const report = await conduct(options, parts, host, (conducted) =>
      Promise.resolve(reportOf(options, parts, conducted, commandOf('advise', options, filesOf(wanted, flags)), performance.now() - startMs)))
    const document = `${JSON.stringify(report, null, 2)}\n`
    const { stdout } = host
    const text = (): string => adviceText(report, options.language, createColors(wantsColors(host, flags.color)), stdout.isTTY ? stdout.columns : undefined)
    if (flags.json === true) stdout.write(document)
    else writeText(host, text())
    json?.write(document)
    json?.save()
    return report.exitCode
  } finally {
    catalog.close()
  }
}

function reportOf(options: EstateOptions, parts: readonly (string | null)[], conducted: Conducted, command: string, durationMs: number): AdviceReport {
  const { estate: { name, codeHash }, seed, histories: historiesAsked, disasters, quietDays } = options
  const { histories, endedBy, messages, exit, outcomesOf } = conducted
  return {
    v: 1,
    estate: name,
    codeHash,
    ofScenario: options.facts.ofScenario,
    seed,
    histories,
    historiesAsked,
    disastersPerHistory: disasters,
    quietDays,
    exitCode: exitCode(exit),
    endedBy,
    applications: parts.map((part) => advise(options, part, outcomesOf(part))),
    messages,
    command,
    version: manifest.version,
    durationMs: Math.round(durationMs),
  }
}
