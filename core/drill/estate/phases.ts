/** How a source comes into the phase in which a disaster meets it. */
import { FailoverLifeCycle } from '../../failover/index.ts'
import { drawDurationUs } from '../../sim/index.ts'
import type { Course, Happening } from './course.ts'
import type { PHASE_DISASTERS } from './phase-disasters.ts'
import { initialReplicationUs } from './provisioned.ts'

/** The driver of one machine forgets what has changed. */
const forgetChanges: Happening = ({ replication, site }, { index }) => {
  const { id } = site.kernel.streams.named(`phase/resync/${index}`).pick(site.machines)
  replication?.requireResync(id, 'bitmap-changes-lost')
}

/** Whoever makes points or backups brings the applications to rest now. */
const bringToRest: Happening = ({ replication, backup, site }) => {
  replication?.takeAppPoint()
  for (const { id } of site.machines) backup?.takeNow(id)
}

/** Machines without a group come to rest each at an instant of its own. */
const BEGINS_WITHIN_US = 2_000_000
/** From nowhere to the last of its steps: at least so many of each machine. */
const EVENTS_OF_A_QUIESCE = 6

/** The world goes on for some events while the applications come to rest, and stops before they have thawed. */
const somewhereInQuiesce: Happening = async ({ snapshots, site }, { index, causedAtUs }) => {
  const timeLimitUs = causedAtUs + BEGINS_WITHIN_US
  const step = async (): Promise<void> => void (await site.run({ eventLimit: 1, timeLimitUs }))
  while (!snapshots.busy && site.kernel.now < timeLimitUs) await step()
  const events = site.kernel.streams.named(`phase/quiesce/${index}`).below(EVENTS_OF_A_QUIESCE * site.machines.length)
  for (let event = 0; event < events && snapshots.busy; event++) await step()
}

/**
 * A false alarm: the failover begins, which ends replication, and is cancelled; later somebody enables it anew. Assumed:
 * where a cancelled failover leaves the protection as it was, replication has gone on beside it.
 */
const cancelFailover: Happening = (running, { index }) => {
  const { site: { kernel }, estate: { durations, failoverPolicy }, replication, protections } = running
  if (!replication) return
  const stream = kernel.streams.named(`phase/cancelled/${index}`)
  const stopReplication = (): void => void (failoverPolicy.cancelLeaves === 'replication-stopped' && running.stopReplicating())
  const life = new FailoverLifeCycle({
    nowUs: () => kernel.now,
    // It was taken for lost because nobody reached it.
    effects: { shutDown: () => 'failed', stopReplication, discardPoints: () => replication.discardPoints() },
    policy: failoverPolicy,
  })
  if (!life.unplanned().ok) return
  running.life = life
  kernel.after(drawDurationUs(durations.cancellation, stream), () => {
    life.cancel()
    if (life.state === 'protected') return
    kernel.after(drawDurationUs(durations.enabledAnew, stream), () => {
      const anew = running.replicate(protections.replication!, 'replication-anew')
      life.enableReplication()
      kernel.after(initialReplicationUs(anew), () => void life.completed())
    })
  })
}

type Striking = 'loss-in-initial-replication' | 'loss-in-resync' | 'loss-in-quiesce' | 'loss-after-cancelled-failover' | 'loss-during-failover' | 'test-failover' | 'single-machine-loss'

/** Of those that strike at home; the others follow another disaster. */
export const PHASE_COURSES = {
  // First copies take their time in every history.
  'loss-in-initial-replication': {},
  'loss-in-resync': { changes: true, cause: forgetChanges },
  'loss-in-quiesce': { changes: true, cause: bringToRest, strike: somewhereInQuiesce },
  'loss-after-cancelled-failover': { changes: true, cause: cancelFailover },
  // The failover itself takes place in a world of its own, and is cut short there.
  'loss-during-failover': {},
  // Both are looked at, and the source goes on as if nobody had.
  'test-failover': {},
  'single-machine-loss': {},
} as const satisfies Record<Striking & keyof typeof PHASE_DISASTERS, Course>
