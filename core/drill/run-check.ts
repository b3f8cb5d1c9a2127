/**
 * What the run itself shows before any crash: every operation was answered, at least one was acknowledged,
 * and nothing died in the background. Says nothing about runs with faults, where all that may happen.
 */
import type { Examiner } from './examiner.ts'
import { ScenarioError } from './options.ts'
import { recover } from './recovery.ts'
import { emptyImages } from './empty-images.ts'
import { addBroken } from './property-reports.ts'
import type { Site } from './site.ts'
import type { Evidence } from './source-run.ts'
import { messageOf, withAdvice } from './text.ts'

/**
 * Reading back must work where nothing has happened yet, else every recovery would seem to fail.
 * @throws ScenarioError when it does not
 */
export async function checkEmpty({ context }: Examiner): Promise<void> {
  const sound = { ...context, plan: { ...context.plan, faults: [] } }
  const { site, observation } = await recover(sound, emptyImages(context.scenario, context.arena))
  site.dispose()
  if (!observation.ok)
    throw new ScenarioError(
      context.scenario.name,
      `a new application cannot be booted and observed: ${observation.message}`,
    )
}

export function checkRun(examiner: Examiner, { run }: Evidence): void {
  const { site } = run
  for (const broken of site.properties.broken)
    addBroken(examiner.findings, [broken], { kind: 'run', crash: { kind: 'run' }, phase: 'quiet', cutSeq: broken.seq - 1 })
  if (run.plan.faults.length > 0) return
  const message = silence(site)
  if (message === null) return checkSuccess(examiner, site)
  const unanswered = site.history.find((record) => record.answered === null)
  examiner.findings.add({
    verdict: 'service-down',
    message: `${message}, although nothing was broken`,
    kind: 'run',
    crash: { kind: 'run' },
    phase: 'quiet',
    cutSeq: null,
    operations: unanswered ? [unanswered.id] : [],
  })
}

/** Where nothing was acknowledged, nothing has to survive: any application would pass. */
function checkSuccess({ findings }: Examiner, { history, operationErrors }: Site): void {
  if (history.length === 0 || history.some(({ outcome }) => outcome === 'ok')) return
  const [error] = operationErrors
  const why = error === undefined ? 'all were rejected' : `the first one failed: ${withAdvice(messageOf(error))}`
  findings.addInconclusive(`no operation was acknowledged, so there was nothing to lose; ${why}`)
}

/** Which part of a site no longer answers, or null. */
export function silence({ failures, history }: Site): string | null {
  const [died] = failures
  if (died) return `the background process "${died.process}" died: ${messageOf(died.error)}`
  const unanswered = history.find((record) => record.answered === null)
  return unanswered ? `operation ${unanswered.id} was never answered` : null
}
