/** A turn in the engine, as the processes of a machine take them. */
import type { AppContext } from '../../core/machine/app.ts'
import { NeverAnswered } from '../../core/sim/kernel.ts'
import type { Mount } from './mount.ts'
import { keep, letGo } from './mounts.ts'

/**
 * Calls SQLite, then lets the time pass that SQLite has slept meanwhile. Where the device never answers, nor does this:
 * the machine is gone, or it stands still.
 */
export async function inTurn<T>(context: Pick<AppContext, 'clock' | 'signal'>, mount: Mount, call: () => T): Promise<T> {
  keep(mount)
  let result: T
  try {
    result = call()
  } catch (error) {
    if (!(error instanceof NeverAnswered)) throw error
    letGo(mount)
    await context.signal().wait()
    throw error
  }
  const { sleptUs } = mount
  mount.sleptUs = 0
  if (sleptUs > 0) await context.clock.sleep(sleptUs)
  return result
}
