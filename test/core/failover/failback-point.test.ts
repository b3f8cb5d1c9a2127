import { describe, expect, it } from 'vitest'
import { chooseRecoveryPoint } from '../../../core/failover/index.ts'
import { createEstate, newestRecord } from '../replication/estate.ts'
import type { Estate } from '../replication/estate.ts'

/** The other side lives on and is replicated back; then it goes home. */
async function awayFor(untilUs: number): Promise<Estate> {
  const away = await createEstate({ thinkUs: 100 })
  await away.run(untilUs)
  return away
}

describe('F29: going home from an older point', () => {
  it('loses what the other side took since an app-consistent point, and nothing with all that was sent', async () => {
    const { kernel, machines, replication, run } = await awayFor(28_000)
    machines[0]!.killProcesses()
    await run(40_000)
    const written = newestRecord(machines[0]!.disks[0]!.image)
    const app = chooseRecoveryPoint(replication, 'latest-app-consistent')
    const latest = chooseRecoveryPoint(replication, 'latest')
    if (!app.ok || !latest.ok) throw new Error('nothing to go home with')
    expect(newestRecord(app.images[0]!)).toBeLessThan(written)
    expect(kernel.now - app.cut.atUs).toBeGreaterThan(10_000)
    expect(newestRecord(latest.images[0]!)).toBe(written)
  })
})
