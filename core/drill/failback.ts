/**
 * Failback: a site that was failed over is protected in the other direction, lives on, and goes back to the
 * original side. What is there then is held to the life on the other side. The original disks are copied anew
 * in full; going back again, or a disaster in the middle of it, is not examined.
 */
import type { BlockImage } from '../block/block-image.ts'
import { DEVICE_PROFILES } from '../block/device-profile.ts'
import type { FailbackKind } from '../crash/crash-spec.ts'
import type { ChosenPoint } from '../failover/choice.ts'
import { createClaimIndex } from '../oracle/claim.ts'
import type { Claim } from '../oracle/claim.ts'
import type { PointKind } from '../replication/pending-point.ts'
import { copyClaim } from './claims.ts'
import type { Candidate, Examiner } from './examiner.ts'
import { isDestructive } from './judge.ts'
import { addBroken } from './property-reports.ts'
import type { PlannedOperation } from './plan.ts'
import { isAtRest, promisesClean } from './points.ts'
import type { FailoverTally } from './points.ts'
import { Protection } from './protection.ts'
import { detach, recover } from './recovery.ts'
import { silence } from './run-check.ts'
import { lifeLimitUs, lifeChecker } from './second-crash.ts'
import { shutDown, shutdownContract } from './shutdown.ts'
import type { Site } from './site.ts'

/** A site on the other side, as a failover left it. */
export interface Target {
  readonly candidate: Omit<Candidate, 'images'>
  /** Which of the plan's disasters it was. */
  readonly index: number
  /** What it boots from: owned by the caller. */
  readonly images: readonly BlockImage[]
  /** What the clients do there. */
  readonly operations: readonly PlannedOperation[]
}

const FAILBACK = 'failback'

/** What the original side boots from, and what is demanded of it. */
interface Return {
  readonly images: readonly BlockImage[]
  readonly claim: Claim
  /** Null: not a point, but all there is. */
  readonly point: PointKind | null
}

/** Runs one failback; returns why there was nothing to go back with, if so. What has no point yet demands nothing. */
export async function failBack(
  examiner: Examiner,
  target: Target,
  kind: FailbackKind,
  tally: FailoverTally,
): Promise<string | null> {
  const { context } = examiner
  const images = target.images.map((image) => image.fork())
  const { site, observation } = await recover(context, images, { device: DEVICE_PROFILES[context.plan.device] })
  detach(observation)
  // That it does not boot there was told of the failover.
  const reason = observation.ok ? await goBack(examiner, target, kind, site, observation.observed) : 'no-target'
  if (reason === null) tally.failbacks++
  else examiner.skip(`failback: ${reason}`, 1)
  const { kind: recovered, phase, cutSeq } = target.candidate
  const crash = { kind: 'disaster', disaster: target.index, failback: kind } as const
  addBroken(examiner.findings, site.properties.broken, { kind: recovered, phase, cutSeq, crash })
  site.dispose()
  return reason
}

async function goBack(
  examiner: Examiner,
  target: Target,
  kind: FailbackKind,
  site: Site,
  observed: unknown,
): Promise<string | null> {
  const { candidate } = target
  const { scenario, plan } = examiner.context
  const protection = new Protection(site, plan.replication!)
  if (target.operations.length > 0) {
    site.startClients(target.operations, () => site.kernel.stop())
    await site.run({ timeLimitUs: lifeLimitUs(site.kernel.now, target.operations) })
  }
  // The life without a way back, which comes before this one, has told of that.
  if (silence(site) !== null) return 'the life never ended'
  await site.run({ timeLimitUs: site.kernel.now + protection.settleUs })
  const checker = lifeChecker(examiner, candidate, observed, site)
  if (!checker) return 'where the life began is open'
  const back = await RETURNS[kind](site, protection)
  if ('stuck' in back) return complain(examiner, target, kind, site, back.stuck)
  if ('reason' in back) return back.reason
  const { recovery } = await examiner.examine({
    kind: FAILBACK,
    phase: 'disaster',
    claim: back.claim,
    before: candidate.claim,
    checker,
    clean: back.point === 'app-consistent' && promisesClean(scenario),
    atRest: isAtRest(back.point),
    images: back.images,
    crash: () => ({ kind: 'disaster', disaster: target.index, failback: kind }),
    cutSeq: candidate.cutSeq,
  })
  recovery?.site.dispose()
  return null
}

type Way = (site: Site, protection: Protection) => Promise<Return | { readonly reason: string } | { readonly stuck: string }>

const RETURNS: Readonly<Record<FailbackKind, Way>> = {
  /** The machines are shut down and everything is replicated: nothing acknowledged may be lost. */
  planned: async (site, protection) => {
    const shutdown = await shutDown(site, protection)
    if (!shutdown) return { reason: 'never at rest' }
    if (!shutdown.ok) return { stuck: shutdown.message }
    if (!(await protection.drain())) return { reason: 'replication lags behind' }
    const chosen = protection.choose('latest')
    if (!chosen.ok) return { reason: chosen.reason }
    const cut = { seq: site.log.end - 1, vector: [], includesInFlight: true }
    const claim = createClaimIndex(site.history, site.syncSpans).claimAt(cut, shutdownContract(site.scenario))
    return { images: chosen.images, claim, point: null }
  },
  'latest-processed': async (site, protection) => fromPoint(site, protection.choose('latest-processed')),
  'latest-app-consistent': async (site, protection) => fromPoint(site, protection.choose('latest-app-consistent')),
}

function fromPoint(site: Site, chosen: ChosenPoint): Return | { readonly reason: string } {
  if (!chosen.ok) return { reason: chosen.reason }
  const { firstTag, lastTag, kind } = chosen.point!
  const history = { claims: createClaimIndex(site.history, site.syncSpans), run: site }
  const { vector } = chosen.cut
  const claim = copyClaim(history, { kind, vector, seq: lastTag.seq, answeredUpTo: firstTag.seq })
  return { images: chosen.images, claim, point: kind }
}

/** On sound disks an application can be closed. */
function complain(examiner: Examiner, target: Target, kind: FailbackKind, site: Site, stuck: string): string | null {
  const { scenario, plan } = examiner.context
  const struck = site.disks.some(({ faults }) => Object.keys(faults?.fired ?? {}).length > 0)
  if (struck || isDestructive(scenario, plan)) return 'a fault struck'
  examiner.findings.add({
    verdict: 'service-down',
    message: `before the failback, ${stuck}`,
    kind: FAILBACK,
    crash: { kind: 'disaster', disaster: target.index, failback: kind },
    phase: 'disaster',
    cutSeq: target.candidate.cutSeq,
    operations: [],
  })
  return null
}
