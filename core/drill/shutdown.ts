/**
 * The clean shutdown of a site: all machines together, each closing its application and flushing its
 * disks. What must then be there is checked in `shutdown-check.ts`.
 */
import type { Durability } from '../oracle/history.ts'
import { contractOf } from './claims.ts'
import type { Protection } from './protection.ts'
import type { AnyApp, Scenario } from './scenario.ts'
import { EVENT_LIMIT, TIME_LIMIT_US, WHY_STOPPED } from './site.ts'
import type { Site } from './site.ts'
import { messageOf } from './text.ts'

export type ShutdownReport =
  | { readonly ok: true }
  /** `seq`: the last position of the log that is worth telling of it. */
  | { readonly ok: false; readonly message: string; readonly seq: number }

/** A close is a promise of the application; where none makes it, a shutdown shows nothing that a power cut does not. */
export function canClose(scenario: Scenario): boolean {
  return appsOf(scenario).some((app) => app.close !== undefined)
}

/** What a clean shutdown promises: all that was acknowledged, if every application has a `close` to see to it. */
export function shutdownContract(scenario: Scenario): Durability {
  return appsOf(scenario).every((app) => app.close !== undefined) ? 'ack' : contractOf(scenario)
}

function appsOf(scenario: Scenario): AnyApp[] {
  return Object.values(scenario.machines as Record<string, AnyApp>)
}

/**
 * Shuts all machines of a site down, once its clients are done. The site can only be cut and copied afterwards.
 * @returns null when an application is frozen for ever, so that nothing can be asked of its close
 */
export async function shutDown(site: Site, protection: Protection | null): Promise<ShutdownReport | null> {
  if (protection && !(await protection.rest())) return null
  const { kernel, log, machines } = site
  // What runs in the background may well fail once its application closes: that is between the two of them.
  kernel.onProcessFailure = () => {}
  const waiting = new Set(machines.map(({ id }) => id))
  let failed: string | null = null
  for (const machine of machines) {
    machine.shutDown((outcome) => {
      waiting.delete(machine.id)
      if (!outcome.ok) failed ??= `${machine.id}: the application cannot be closed: ${messageOf(outcome.error)}`
      if (waiting.size === 0 || failed !== null) kernel.stop()
    })
  }
  const beganAt = log.end - 1
  const reason = await site.run({ eventLimit: EVENT_LIMIT, timeLimitUs: kernel.now + TIME_LIMIT_US })
  if (failed !== null) return { ok: false, message: failed, seq: log.end - 1 }
  const [stuck] = waiting
  if (stuck === undefined) return { ok: true }
  return { ok: false, message: `${stuck}: the clean shutdown never ends (${WHY_STOPPED[reason]})`, seq: beganAt }
}
