/** Shows one outcome of a comparison again, from its token. */
import { createColors } from 'picocolors'
import { caseText, COMPARE_TEXTS } from '../../reports/index.ts'
import type { Language, ShownCase } from '../../reports/index.ts'
import { exitCode } from '../exit-codes.ts'
import type { ExitName } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import { openRealm } from '../realm-client.ts'
import type { ReportFile } from '../report-file.ts'
import { wantsColors } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { writeText } from '../write-text.ts'
import { caseEvents } from './case-events.ts'
import { figuresOf } from './case-token.ts'
import type { CaseFigures, CasePayload } from './case-token.ts'
import { builtInScenario, openEstateCatalog } from './catalog.ts'
import { orderOf } from './conduct.ts'
import type { CaseOutcome, EstateRef } from './order.ts'

export interface ReplayCaseFlags {
  readonly file: readonly string[]
  readonly color: boolean
  readonly language: Language
  /** Where its events are written, one JSON object a line; null: nowhere. */
  readonly events: ReportFile | null
}

/**
 * @returns the exit code: 0 the same outcome, 1 another one of other code, 5 another one of the same code, 3 when the estate or the disaster is not there any more
 * @throws UsageError for a file that cannot be loaded, and an estate that cannot be run
 */
export async function replayCase(payload: CasePayload, { file, color, language, events }: ReplayCaseFlags, host: Host): Promise<number> {
  const texts = COMPARE_TEXTS[language].replay
  const interruptions = listenForInterruptions((signal) => process.exit(exitCode(signal)))
  try {
    const again = await performCase(payload, file, host)
    if (again === 'no-estate') return ended(host, texts.missingEstate(payload.estate), 'inconclusive')
    if (again === 'no-case') return ended(host, texts.missingCase, 'inconclusive')
    const { ref, outcome } = again
    const differences = differencesOf(payload, outcome)
    const { codeHash } = ref
    if (events) {
      events.write(caseEvents(ref, payload, outcome).map((event) => `${JSON.stringify(event)}\n`).join(''))
      events.save()
    }
    const shown = { outcome, differences, codeHash, recordedCodeHash: payload.codeHash }
    writeText(host, caseText(shown, language, createColors(wantsColors(host, color)), host.stdout.isTTY ? host.stdout.columns : undefined))
    return exitCode(exitOf(differences, codeHash === payload.codeHash))
  } finally {
    interruptions.dispose()
  }
}

interface PerformedCase {
  readonly ref: EstateRef
  readonly outcome: CaseOutcome
}

/**
 * An outcome with all its steps, run again from its token. `no-estate`, `no-case`: the estate or its disaster is not there any more.
 * @throws UsageError for a file that cannot be loaded, and an estate that cannot be run
 */
export async function performCase(payload: CasePayload, file: readonly string[], { cwd }: Pick<Host, 'cwd'>): Promise<PerformedCase | 'no-estate' | 'no-case'> {
  const catalog = await openEstateCatalog(file, cwd)
  try {
    const found = [...catalog.estates, ...catalog.scenarios].find(({ ref }) => ref.name === payload.estate) ?? (await builtInScenario(payload.estate))
    if (!found) return 'no-estate'
    const outcome = await runAgain(found.ref, payload)
    return outcome ? { ref: found.ref, outcome } : 'no-case'
  } finally {
    catalog.close()
  }
}

/** The same code must give the same outcome; what other code gives is the answer to a question. */
function exitOf(differences: ShownCase['differences'], sameCode: boolean): ExitName {
  if (differences === 'none') return 'passed'
  return sameCode ? 'not-deterministic' : 'violated'
}

function ended({ stderr }: Host, text: string, exit: ExitName): number {
  stderr.write(`seeddrill: ${text}\n`)
  return exitCode(exit)
}

/** Null: the history has no such disaster. */
async function runAgain(estate: EstateRef, { kinds, disasters, quietDays, seed, strategy, part, index }: CasePayload): Promise<CaseOutcome | null> {
  const realm = openRealm()
  try {
    const report = await realm.runHistory(orderOf({ estate, kinds, disasters, quietDays }, 0, seed, [strategy], part, true))
    if (!report.ok && report.misused) throw new UsageError(report.message)
    if (!report.ok) throw new Error(report.message)
    return report.outcomes.find(({ disaster }) => disaster.index === index) ?? null
  } finally {
    await realm.close()
  }
}

function differencesOf({ figures, digest }: CasePayload, outcome: CaseOutcome): ShownCase['differences'] {
  if (outcome.digest === digest) return 'none'
  const now = figuresOf(outcome)
  const fields = Object.keys(now) as readonly (keyof CaseFigures)[]
  const differing = fields.filter((field) => now[field] !== figures[field])
  return differing.length === 0 ? 'inside' : differing.map((field) => ({ field, recorded: String(figures[field]), now: String(now[field]) }))
}
