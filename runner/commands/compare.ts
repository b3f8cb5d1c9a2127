/** `seeddrill compare`: ways to protect an estate, side by side, by what comes back after disasters. */
import { createColors } from 'picocolors'
import { compareText, evidenceText } from '../../reports/index.ts'
import type { CompareReport } from '../../reports/index.ts'
import { conduct } from '../estates/conduct.ts'
import { filesOf, openEstate } from '../estates/options.ts'
import type { EstateFlags, EstateOptions } from '../estates/options.ts'
import { compareReport, worstCasesInFull } from '../estates/report.ts'
import type { Host } from '../host.ts'
import { openReportFile } from '../report-file.ts'
import { wantsColors } from '../terminal.ts'
import { writeText } from '../write-text.ts'

export interface CompareFlags extends EstateFlags {
  /** Where to write the report for an auditor, in Markdown. */
  readonly evidence?: string
}

/**
 * @returns the exit code
 * @throws UsageError before anything has run and before any file is touched
 */
export async function compareCommand(wanted: string | undefined, flags: CompareFlags, host: Host): Promise<number> {
  const startMs = performance.now()
  const json = typeof flags.json === 'string' ? openReportFile(flags.json, host.cwd) : null
  const evidence = flags.evidence === undefined ? null : openReportFile(flags.evidence, host.cwd)
  const { options, catalog } = await openEstate(wanted, flags, host)
  try {
    return await conduct(options, [null], host, async (conducted) => {
      const report = await compareReport(options, filesOf(wanted, flags), conducted, performance.now() - startMs)
      const document = `${JSON.stringify(report, null, 2)}\n`
      if (flags.json === true) host.stdout.write(document)
      else writeText(host, textOf(report, options, flags, host))
      json?.write(document)
      json?.save()
      if (evidence) {
        evidence.write(evidenceText(report, await worstCasesInFull(options, conducted, report), options.language))
        evidence.save()
      }
      return report.exitCode
    })
  } finally {
    catalog.close()
  }
}

function textOf(report: CompareReport, { language }: EstateOptions, { color }: CompareFlags, host: Host): string {
  return compareText(report, language, createColors(wantsColors(host, color)), host.stdout.isTTY ? host.stdout.columns : undefined)
}
