/** Runs the protected site of a plan once, with its devices, faults, clients and replication, to a clean shutdown. */
import { createArena } from '../block/arena.ts'
import type { Arena } from '../block/arena.ts'
import { DEVICE_PROFILES } from '../block/device-profile.ts'
import { FaultInjector } from '../block/fault-injector.ts'
import { AnchorIndex } from '../crash/anchors.ts'
import { createClaimIndex } from '../oracle/claim.ts'
import type { ClaimIndex } from '../oracle/claim.ts'
import type { Checker } from '../oracle/linearise.ts'
import { Protection } from './protection.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { Streams } from '../sim/random.ts'
import { hashTextKey } from '../sim/hash.ts'
import { Trace } from '../sim/trace.ts'
import { ScenarioError } from './options.ts'
import { addStrikes } from './read-faults.ts'
import type { Strikes } from './read-faults.ts'
import type { Plan } from './plan.ts'
import type { Scenario } from './scenario.ts'
import { canClose, shutDown } from './shutdown.ts'
import type { ShutdownReport } from './shutdown.ts'
import { Site } from './site.ts'
import { withAdvice } from './text.ts'
import { checkerOf } from './user-code.ts'

/** An operation that is not answered so long after the last expected one never will be: 30 s. */
const PATIENCE_US = 30_000_000

export interface SourceRun {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly arena: Arena
  readonly site: Site
  readonly protection: Protection | null
  readonly faults: readonly FaultInjector[]
  /** Positions before this one belong to the very first boot on empty volumes. */
  readonly bootedSeq: number
  /** True when all clients were done in time. */
  readonly finished: boolean
  /** How the clean shutdown at the end went; null where there was none, or a fault or a failure came before it. */
  readonly shutdown: ShutdownReport | null
}

export interface SourceRunOptions {
  /** End the run at this instant instead of when all is done. */
  readonly untilUs?: number
  readonly arena?: Arena
  /** Remember where in the code each write was asked for. Default false. */
  readonly origins?: boolean
  /** Follows the replication. Default nobody. */
  readonly watch?: ReplicationWatcher
}

/** Follows the replication of a run. Must change nothing. */
export interface ReplicationWatcher {
  /** Replication has been enabled, which may already have told of something. */
  begin(protection: Protection, kernel: Kernel): void
  hear(kind: string, subject: string, value: number): void
}

/**
 * Runs until all clients are done, replication has come to rest and the machines are shut down; or to `untilUs`.
 * @throws ScenarioError when the application does not even boot on empty volumes
 */
export async function runSource(scenario: Scenario, plan: Plan, options: SourceRunOptions = {}): Promise<SourceRun> {
  const arena = options.arena ?? createArena()
  const faults: FaultInjector[] = []
  const device = DEVICE_PROFILES[plan.device]
  const site = new Site({
    scenario,
    seed: plan.seed,
    device,
    arena,
    trace: new Trace(),
    exploreSchedules: plan.schedule === 'explored',
    origins: options.origins ?? false,
    ...(plan.writeback ? { writeback: plan.writeback } : {}),
    faultsOf: (streams) => (diskId) => injectorFor(plan, streams, diskId, faults),
  })
  const boot = await site.boot()
  if (!boot.ok) throw new ScenarioError(scenario.name, `the application does not boot on empty volumes: ${withAdvice(boot.message)}`)
  for (const injector of faults) injector.enabled = true
  const bootedSeq = site.log.end
  const { watch } = options
  const protection = plan.replication ? new Protection(site, plan.replication, watch && ((...event) => watch.hear(...event))) : null
  if (protection) watch?.begin(protection, site.kernel)
  const finished = await operate(site, plan, protection, options.untilUs)
  const peaceful = (): boolean => faults.every(({ fired }) => Object.keys(fired).length === 0)
  const atRest = finished && options.untilUs === undefined && site.failures.length === 0 && peaceful()
  const shutdown = atRest && canClose(scenario) ? await shutDown(site, protection) : null
  return { scenario, plan, arena, site, protection, faults, bootedSeq, finished, shutdown: peaceful() ? shutdown : null }
}

async function operate(
  site: Site,
  plan: Plan,
  protection: Protection | null,
  untilUs: number | undefined,
): Promise<boolean> {
  let finished = false
  const { kernel } = site
  site.startClients(plan.operations, () => {
    finished = true
    if (untilUs === undefined) kernel.stop()
  })
  const thinkUs = plan.operations.reduce((sum, operation) => sum + operation.thinkUs, 0)
  await site.run({ timeLimitUs: untilUs ?? kernel.now + thinkUs + PATIENCE_US })
  if (finished && protection && untilUs === undefined) await site.run({ timeLimitUs: kernel.now + protection.settleUs })
  return finished
}

function injectorFor(plan: Plan, streams: Streams, diskId: string, faults: FaultInjector[]): FaultInjector | null {
  const specs = plan.faults.filter((fault) => fault.disk === diskId)
  if (specs.length === 0) return null
  const injector = new FaultInjector(streams, specs)
  // Not before the first boot has ended: that nothing can be created on a broken disk is no finding.
  injector.enabled = false
  faults.push(injector)
  return injector
}

/** What the sweep and the failovers of one run share. */
export interface Evidence {
  readonly run: SourceRun
  readonly claims: ClaimIndex
  readonly checker: Checker<unknown, unknown>
  readonly anchors: AnchorIndex
}

export function gatherEvidence(run: SourceRun): Evidence {
  const { scenario, site } = run
  return {
    run,
    claims: createClaimIndex(site.history, site.syncSpans),
    checker: checkerOf(scenario, site.history),
    anchors: new AnchorIndex(site.log, site.diskIds),
  }
}

/** Digest of the content of all disks at the end. */
export function stateHash(run: SourceRun): string {
  return hashTextKey(run.site.disks.map((disk) => disk.image.hashKey()).join('/'))
}

/** @param recovered what read faults did to recovered sites */
export function firedFaults(run: SourceRun, recovered: Strikes): Strikes {
  const sum: Strikes = { ...recovered }
  for (const injector of run.faults) addStrikes(sum, injector)
  return sum
}
