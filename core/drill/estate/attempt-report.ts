/** What people read from an attempt at a recovery. */
import type { Attempt } from './outcome.ts'
import type { AttemptReport } from './recovery-world.ts'

/** A machine did not come up for what is on its disks. */
export function refusesData({ steps }: AttemptReport): boolean {
  return steps.some(({ id, outcome }) => outcome === 'failed' && /\/(os-check|application-recovery)$/.test(id))
}

export function notServing({ summary }: AttemptReport): Attempt['verdict'] {
  const [machine] = summary.failedMachines
  const message = machine
    ? `${machine.machine} did not come up: ${machine.why}`
    : `clients cannot reach the service: ${summary.missingItems.join(', ') || 'nobody said that it is right'}`
  return { status: 'violated', verdict: 'service-down', message }
}

/** When people knew that it had come to nothing. */
export function endOf({ answeredUs, steps }: AttemptReport): number {
  return answeredUs ?? Math.max(0, ...steps.map(({ endUs }) => endUs ?? 0))
}
