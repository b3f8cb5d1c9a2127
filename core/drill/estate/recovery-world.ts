/**
 * One attempt to recover an estate, in a world of its own: a kernel whose time 0 is the instant of the disaster, machines
 * that boot for real from the chosen state, and clients that find them by a name.
 */
import { DEVICE_PROFILES } from '../../block/device-profile.ts'
import type { DiskStep, RecoveryMachine, RecoveryWay } from '../../failover/index.ts'
import { startRecovery } from '../../failover/index.ts'
import type { RecoverySummary } from '../../failover/index.ts'
import type { StepRecord } from '../../failover/index.ts'
import { DAY_US, drawRestoreLoad } from '../../backup/index.ts'
import type { DurationModel } from '../../sim/duration.ts'
import type { RandomStream } from '../../sim/random.ts'
import { DnsClients, DnsZone } from '../../net/index.ts'
import { messageOf } from '../../sim/message-of.ts'
import type { Machine } from '../../machine/machine.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import { detach, observationOf, rememberShown } from '../recovery.ts'
import type { Observation } from '../recovery.ts'
import { Site, TIME_LIMIT_US, UNEXAMINED } from '../site.ts'
import { crowdAfter, DISASTERS, traitsOf } from './disaster.ts'
import type { EstateDisaster, EstateDisasterKind } from './disaster.ts'
import { dependenciesOf, planFor } from './plan-for.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { RecoverableState } from './recoverable.ts'

export interface AttemptRequest {
  readonly running: ProtectedEstate
  readonly disaster: EstateDisaster
  readonly state: RecoverableState
  /** From 1. The first begins with the disaster, a later one when the one before was found wrong. */
  readonly number: number
  /** The recovered site is needed afterwards: whoever asked disposes of it. Default: it ends here. */
  readonly keeps?: boolean
}

export interface AttemptReport {
  /** Of no use any more, unless it was to be kept. */
  readonly site: Site
  /** Times from the beginning of the attempt. */
  readonly steps: readonly StepRecord[]
  readonly summary: RecoverySummary
  /** What a client was shown; null: none ever reached the application. */
  readonly observation: Observation | null
  /** What clients did next, with its results: each may have told systems outside of it. */
  readonly next: readonly OperationRecord[]
  /** When it had its answer; null: never. */
  readonly answeredUs: number | null
}

/** A site that goes on keeps its write log for so long. */
const LOG_RETENTION_US = 10 * 60_000_000
/** Nobody waits longer for a recovery: a month. */
const PATIENCE_US = 30 * DAY_US

/** @param images of the state, which the recovered machines own from now on */
export async function attemptRecovery({ running, disaster, state, number, keeps = false }: AttemptRequest): Promise<AttemptReport> {
  const { estate, plan, arena } = running
  const { scenario } = estate
  const device = DEVICE_PROFILES[plan.device]
  // The same in every strategy, so that what people and platforms take is the same where they do the same.
  const seed = `${plan.seed}/recovery/${disaster.kind}/${disaster.index}/${number}`
  const site = new Site({ scenario, seed, device, arena, ...UNEXAMINED, images: state.images, ...(keeps ? { logRetentionUs: LOG_RETENTION_US } : {}) })
  const { kernel } = site
  const { isTest = false } = traitsOf(disaster.kind)
  const survives = ({ id }: { readonly id: string }): boolean => state.survivors?.includes(id) ?? false
  const recovering = site.machines.filter((machine) => !survives(machine))
  const ids = recovering.map(({ id }) => id)
  const zone = new DnsZone({ kernel, records: [{ name: estate.name, target: 'source', ttlUs: estate.dnsTtlSeconds * 1_000_000 }] })
  let came = false
  const clients = new DnsClients({
    kernel, zone, name: estate.name, groups: estate.clients,
    onReached: () => {
      if (came) return
      came = true
      kernel.stop()
    },
  })
  // They only begin anew, at once: whoever was connected to the lost machine has to.
  for (const machine of site.machines.filter(survives)) site.bootMachine(machine, () => {})
  const run = startRecovery({
    kernel,
    machines: recovering.map((machine) => asRecoveryMachine(running, site, machine)),
    plan: planFor(estate.recoveryPlan, ids),
    sameRegion: staysInRegion(state),
    method: methodOf(running, disaster, state, kernel.streams.named('restore load')),
    dependencies: dependenciesOf(estate.dependencies, ids, isTest),
    capacity: estate.capacity[crowdAfter(disaster.kind)],
    policy: estate.failoverPolicy,
    durations: { ...estate.durations, detection: exactly(running, disaster, 'detection'), decision: exactly(running, disaster, 'decision') },
    operators: estate.operators,
    response: number === 1 && !isTest && !isPlanned(disaster.kind),
    onItem: (item) => void (item === 'dns' && zone.switch(estate.name, 'target')),
    // Where the name has not to be changed, it leads to the new machines by itself.
    onVerified: () => clients.serve(zone.resolve(estate.name)!.target),
  })
  await site.run({ timeLimitUs: PATIENCE_US })
  const summary = run.summary()
  const steps = [...run.steps]
  const observation = came ? await askAsClient(site, steps, summary) : null
  const answeredUs = observation && kernel.now
  const next = observation?.ok && estate.toldOutside !== null && !isTest ? await goOn(site, running) : []
  if (!keeps) site.dispose()
  return { site, steps, summary, observation, answeredUs, next }
}

/** The step that a recovery ends with. */
export const FIRST_ANSWER = 'clients/first-answer'
const COMING = 'clients/come'
const OF_CLIENTS = { machine: null, item: null, automatic: true, by: 'platform', outcome: 'done' } as const

/** A client has come that knows the new address: it asks for all there is. */
async function askAsClient(site: Site, steps: StepRecord[], { verifiedAfter, verifiedUs }: RecoverySummary): Promise<Observation> {
  const { kernel } = site
  const cameUs = kernel.now
  steps.push({
    ...OF_CLIENTS, id: COMING, name: 'a client asks for the name again, and comes', startUs: verifiedUs!, endUs: cameUs,
    provenance: 'assumed', source: 'the time to live of the name, and how often clients ask', after: verifiedAfter,
  })
  const report = await site.observe()
  steps.push({
    ...OF_CLIENTS, id: FIRST_ANSWER, name: 'it gets its answer', startUs: cameUs, endUs: kernel.now,
    provenance: 'measured', source: 'the application, read back in full', after: [COMING],
  })
  const observation = observationOf(site, report, rememberShown(site.scenario))
  // Clients go on after this.
  detach(observation)
  return observation
}

/** So many operations tell whether what outside systems were told comes twice. */
const NEXT_OPERATIONS = 6
/** Ids of operations that no plan has. */
const NEXT_ID_BASE = 20_000_000

/** Clients go on at the target with what they have not done yet. */
async function goOn(site: Site, { plan, site: source }: ProtectedEstate): Promise<readonly OperationRecord[]> {
  const { kernel } = site
  const done = new Set(source.history.map(({ id }) => id))
  const next = plan.operations.filter(({ id }) => !done.has(id)).slice(0, NEXT_OPERATIONS)
  site.startClients(next.map((operation, index) => ({ ...operation, id: NEXT_ID_BASE + index, client: 0, thinkUs: 0 })), () => kernel.stop())
  await site.run({ timeLimitUs: kernel.now + TIME_LIMIT_US })
  return site.history
}

function asRecoveryMachine({ estate }: ProtectedEstate, site: Site, machine: Machine): RecoveryMachine {
  const { os, warmUp } = estate.machines[machine.id]!
  return {
    id: machine.id,
    os,
    warmUp,
    boot: (done, checked) => {
      machine.mountedListeners.push(checked)
      site.bootMachine(machine, (outcome) => {
        if (outcome.ok) return done({ ok: true })
        done({ ok: false, message: messageOf(outcome.error), unbootable: outcome.unbootable === true })
      })
    },
  }
}

function methodOf({ backup, isolated }: ProtectedEstate, { kind }: EstateDisaster, { via }: RecoverableState, draws: RandomStream): RecoveryWay {
  const { extent, isTest = false } = traitsOf(kind)
  if (via.kind === 'failover') return { kind: 'failover', processingUs: via.processingUs, shutDownSource: extent === 'none' && !isTest && !isPlanned(kind) }
  const load = drawRestoreLoad(backup!.policy, extent, draws)
  return {
    kind: 'restore',
    stepsOf: ({ id }) => {
      const { point, tier } = via.points.find((each) => each.point.machine === id)!
      const target = tier === 'second-region' ? 'cross-region' : 'new-vm'
      const plan = backup!.restorePlan(point, tier, { target, extent, load, ...(isolated ? { source: NOBODY_THERE } : {}) })
      if (!plan.ok) throw new Error(`restorePlan: ${plan.reason}`)
      return plan.steps.filter(({ area, id: step }) => area === 'data' || step === 'resolve-identity').map((step): DiskStep => step)
    },
  }
}

/** It has been decided, and the source was closed, before it began. */
function isPlanned(kind: EstateDisasterKind): boolean {
  return (traitsOf(kind).afterwards?.failback ?? null) !== null
}

/** In a network of its own a restored machine meets nobody. */
const NOBODY_THERE = { exists: false, running: false, sameNetwork: false } as const

/** Replicas are in another region; so are the second copies of backups. */
function staysInRegion({ via }: RecoverableState): boolean {
  return via.kind === 'restore' && via.points.every(({ tier }) => tier !== 'second-region')
}

/** The disaster has drawn them already, the same for every strategy. */
function exactly({ estate }: ProtectedEstate, { kind, detectionUs, decisionUs }: EstateDisaster, phase: 'detection' | 'decision'): DurationModel {
  const { provenance, source } = estate.timing[kind]?.[phase] ?? DISASTERS[kind][phase]
  return { minimumUs: phase === 'detection' ? detectionUs : decisionUs, meanUs: 0, maximumUs: null, provenance, source }
}
