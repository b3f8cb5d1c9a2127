/**
 * What the run itself shows before any crash: every operation was answered and nothing died in the
 * background. Says nothing about runs with faults, where both may happen.
 */
import type { Examiner } from './examiner.ts'
import { messageOf } from './site.ts'
import type { Evidence } from './source-run.ts'

export function checkRun(examiner: Examiner, { run }: Evidence): void {
  if (run.plan.faults.length > 0) return
  const unanswered = run.site.history.find((record) => record.answered === null)
  const [died] = run.site.failures
  const message = died
    ? `the background process "${died.process}" died: ${messageOf(died.error)}`
    : unanswered && `operation ${unanswered.id} was never answered, although nothing was broken`
  if (!message) return
  examiner.findings.add({
    verdict: 'service-down',
    message,
    kind: 'run',
    crash: { kind: 'run' },
    phase: 'quiet',
    cutSeq: null,
    operations: unanswered ? [unanswered.id] : [],
  })
}
