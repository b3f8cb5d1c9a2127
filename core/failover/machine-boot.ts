/** The boot of one machine for real, and the two steps that are measured by it. */
import type { RecoveryContext, RecoveryMachine } from './recovery-context.ts'
import type { StepSpec } from './step-record.ts'

/** What a boot leads to; each told with the step that led there. */
export interface BootListener {
  /**
   * The operating system runs, its file systems are checked. When that is learnt only afterwards, `atUs` lies before
   * now, and the step is the one that told of it: the recovery of the application.
   */
  readonly running: (step: string, atUs: number) => void
  /** The application is open. */
  readonly open: (step: string) => void
  readonly failed: (step: string, message: string) => void
}

const CHECK = { us: 0, provenance: 'measured', source: 'the check of the file systems, run' } as const
const RECOVERY = { us: 0, provenance: 'measured', source: 'the recovery of the application, run' } as const

export function bootForReal(context: RecoveryContext, machine: RecoveryMachine, after: string, listener: BootListener): void {
  const { kernel, book } = context
  const startUs = kernel.now
  const base = { machine: machine.id, by: 'platform' } as const
  const check: StepSpec = { ...base, id: `${machine.id}/os-check`, name: 'check the file systems', duration: CHECK, after: [after] }
  const recovery: StepSpec = {
    ...base, id: `${machine.id}/application-recovery`, name: 'recover the application', duration: RECOVERY, after: [check.id],
  }
  let runningUs: number | null = null
  let learntLate: number | null = null
  const running = (atUs: number): void => {
    if (runningUs !== null || book.closed) return
    runningUs = atUs
    book.end(check.id, { outcome: 'done', endUs: atUs })
    book.begin(recovery, atUs)
    if (atUs === kernel.now) listener.running(check.id, atUs)
    else learntLate = atUs
  }
  /** At a time that may have passed: then at once. */
  const whenever = (timeUs: number, act: () => void): void => {
    if (timeUs <= kernel.now) act()
    else kernel.at(timeUs, act)
  }
  book.begin(check)
  machine.boot((outcome) => {
    if (book.closed) return
    if (outcome.ok) {
      const { fsckUs = 0, recoveryUs = 0 } = outcome
      const checkedUs = runningUs ?? startUs + fsckUs
      whenever(checkedUs, () => running(checkedUs))
      return whenever(checkedUs + recoveryUs, () => {
        book.end(recovery.id, { outcome: 'done' })
        if (learntLate !== null) listener.running(recovery.id, learntLate)
        listener.open(recovery.id)
      })
    }
    const unbootable = outcome.unbootable === true && runningUs === null
    if (!unbootable) running(kernel.now)
    const step = unbootable ? check.id : recovery.id
    book.end(step, { outcome: 'failed', detail: outcome.message })
    listener.failed(step, outcome.message)
  }, () => running(kernel.now))
}
