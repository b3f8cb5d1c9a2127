/**
 * Why a failure came about, in words: by the crash states one write away from the failing one. A missing write
 * whose presence makes recovery pass, and a surviving one whose absence does, are the pair that broke. Where no
 * neighbour passes it says so; it never guesses. Does not look at what the application did with the data.
 */
import type { PendingWrite } from '../block/durability.ts'
import { AnchorIndex } from '../crash/anchors.ts'
import type { CrashSpec, ListedWrite } from '../crash/crash-spec.ts'
import { SHUTDOWN } from '../machine/machine.ts'
import { CauseTeller } from './cause-teller.ts'
import { epochsOf } from './epochs.ts'
import type { Finding } from './findings.ts'
import { awaitedWrite, nearestInstant } from './instants.ts'
import type { Passing } from './instants.ts'
import { guarded } from './guarded.ts'
import { examineNeighbours } from './neighbours.ts'
import type { Neighbour, Neighbourhood } from './neighbours.ts'
import type { Locate } from './options.ts'
import { interruptedCause } from './interrupted-cause.ts'
import { memoryCause } from './memory-cause.ts'
import { pointCause } from './point-cause.ts'
import { pendingOf, picksOf, Prober } from './prober.ts'
import type { Cut } from './prober.ts'
import type { Cause } from './result.ts'
import { makeScene } from './scene/make-scene.ts'
import type { Scene } from './scene/scene.ts'
import type { Found } from './search.ts'
import { gatherEvidence, runSource } from './source-run.ts'
import type { Evidence } from './source-run.ts'
import { damaged, expected, isTorn, lastCutKind, lastPicks, undamaged, withPicks } from './survivors.ts'
import type { Survivors } from './survivors.ts'

/** The run goes on for so long after its clients have ended: what a write should have waited for may come later. */
const AFTERMATH_US = 50_000

/** A cause, and the crash nearby that passes. */
export interface Explained {
  /** Null where there is no crash, or the failure does not show again. */
  readonly cause: Cause | null
  /** The crash of `cause.nearestPassing`; null where none is told. */
  readonly passing: CrashSpec | null
}

export interface Explanation extends Explained {
  readonly scene: Scene
}

/**
 * Runs the plan once more to find out, with the lines of its writes where somebody can tell them: only a failure
 * that was shrunk is worth that.
 */
export async function explain(found: Found, locate: Locate | undefined): Promise<Explanation> {
  const { finding, evidence } = found
  if (finding.crash.kind === 'run') return { ...UNEXPLAINED, scene: await makeScene(evidence, finding, null) }
  return inTracedRun(found, locate, async (traced) => {
    const explained = await rootCause(traced, finding, locate)
    return { ...explained, scene: await makeScene(traced, finding, explained.cause, locate) }
  })
}

/** The same without the scene. */
export async function explainCause(found: Found, locate: Locate | undefined): Promise<Explained> {
  const { finding } = found
  return finding.crash.kind === 'run' ? UNEXPLAINED : inTracedRun(found, locate, (traced) => rootCause(traced, finding, locate))
}

async function inTracedRun<T>({ finding, evidence }: Found, locate: Locate | undefined, work: (traced: Evidence) => Promise<T>): Promise<T> {
  const { scenario, plan, site } = evidence.run
  const traced = await guarded(scenario, async () => {
    const untilUs = site.kernel.now + AFTERMATH_US
    // A run that is to be followed into its shutdown ends by itself.
    const whole = lastCutKind(finding.crash) === null || plan.replication !== null || inShutdown(evidence, finding)
    const longer = whole ? {} : { untilUs }
    return gatherEvidence(await runSource(scenario, plan, { ...longer, origins: locate !== undefined }))
  })
  const told = await work(traced)
  traced.run.site.dispose()
  return told
}

/** Whether the crash came after the last client was done. */
function inShutdown({ run }: Evidence, { cutSeq }: Finding): boolean {
  const { log } = run.site
  for (let seq = log.end - 1; seq >= log.base; seq--) {
    const step = log.step(seq)
    if (step.kind === 'mark' && step.mark === 'span-begin' && step.name === SHUTDOWN) return cutSeq !== null && cutSeq >= seq
  }
  return false
}

const UNEXPLAINED: Explained = { cause: null, passing: null }

async function rootCause(evidence: Evidence, finding: Finding, locate: Locate | undefined): Promise<Explained> {
  const { crash } = finding
  if (lastCutKind(crash) === null) return { cause: await pointCause(evidence, finding, locate), passing: null }
  const prober = new Prober(evidence, finding.fingerprint)
  const cut = await prober.cut(crash)
  if (!cut) return UNEXPLAINED
  // What cannot be shown again cannot be explained by its neighbours.
  const again = await prober.probe(crash)
  if (typeof again === 'string') return release(cut, UNEXPLAINED)
  const teller = new CauseTeller(evidence, finding, cut, locate)
  const spoilt = damaged(lastPicks(crash))
  if (spoilt.length > 0) return release(cut, { cause: await damageCause(prober, crash, cut, teller, spoilt), passing: null })
  const neighbourhood = await examineNeighbours(prober, crash, cut)
  const blamed = await lookAhead(prober, evidence, finding, blame(cut, neighbourhood))
  const passing = await nearestPassing(prober, evidence, crash, cut, neighbourhood, teller)
  const writes = blamed.writes.length > 0 ? blamed.writes : unexpected(cut)
  const disks = disksThatMatter(cut, writes)
  // A journal that became durable without the data is no mistake of the journal.
  const inMemory = blamed.kind === 'nothing' || blamed.kind === 'survivor'
    ? (memoryCause(cut.site, finding, cut.seq, locate) ?? interruptedCause(cut.site, finding, cut.seq, locate))
    : null
  const cause: Cause = {
    sentence: inMemory?.sentence ?? teller.sentence(blamed, neighbourhood),
    writes: inMemory?.writes ?? writes.slice(0, MOST_WRITES).map((write) => teller.describe(write)),
    disks: disks.map((disk) => cut.site.diskIds[disk]!),
    epochs: inMemory && pendingOf(cut).length === 0 ? [] : epochsOf(cut, disks, teller.nameOfEntry),
    nearestPassing: passing?.told ?? null,
    examined: prober.probes,
  }
  return release(cut, { cause, passing: passing?.crash ?? null })
}

/** One write otherwise, else some of them together, else the same crash at another instant. */
async function nearestPassing(
  prober: Prober,
  evidence: Evidence,
  crash: CrashSpec,
  cut: Cut,
  { passing: [nearest], together, togetherSectors }: Neighbourhood,
  teller: CauseTeller,
): Promise<Passing | null> {
  const surviving = (survivors: Survivors): CrashSpec => withPicks(crash, picksOf(cut, survivors, lastCutKind(crash)))
  if (nearest) return { told: { change: teller.change(nearest), writes: 1, sectors: nearest.sectors }, crash: surviving(nearest.survivors) }
  if (together.length === 0) return nearestInstant(prober, evidence, crash)
  const pending = pendingOf(cut)
  const putRight = cut.survivors.map((offsets, index) => (together.includes(pending[index]!) ? expected(cut.cursor, pending[index]!) : offsets))
  return { told: { change: teller.together(together), writes: together.length, sectors: togetherSectors }, crash: surviving(putRight) }
}

/** What a device spoilt is a cause of its own: without it the state is another one, whatever else was lost. */
async function damageCause(
  prober: Prober,
  crash: CrashSpec,
  cut: Cut,
  teller: CauseTeller,
  spoilt: readonly ListedWrite[],
): Promise<Cause> {
  const sound = await prober.probe(withPicks(crash, undamaged(lastPicks(crash)!)))
  const anchors = new AnchorIndex(cut.site.log, cut.site.diskIds)
  const writes = pendingOf(cut).filter((pending) => spoilt.some(({ write }) => anchors.isNameOf(write, pending)))
  const disks = disksThatMatter(cut, writes)
  return {
    sentence: teller.spoilt(writes, spoilt, sound === 'passes'),
    writes: writes.slice(0, MOST_WRITES).map((write) => teller.describe(write)),
    disks: disks.map((disk) => cut.site.diskIds[disk]!),
    epochs: epochsOf(cut, disks, teller.nameOfEntry),
    nearestPassing: null,
    examined: prober.probes,
  }
}

const MOST_WRITES = 3

function release<T>({ cursor }: Cut, value: T): T {
  cursor.release()
  return value
}

/** Which writes the neighbours accuse, and of what. */
export interface Blame {
  readonly kind: 'torn' | 'pair' | 'missing' | 'early' | 'survivor' | 'together' | 'nothing'
  readonly writes: readonly PendingWrite[]
}

function blame(cut: Cut, { passing, together }: Neighbourhood): Blame {
  const torn = passing.find(({ pending, index }) => isTorn(pending, cut.survivors[index]!))
  if (torn) return { kind: 'torn', writes: [torn.pending] }
  const missing = earliest(passing.filter(({ change }) => change === 'whole'))
  const survivors = passing.filter(({ change }) => change === 'absent')
  if (missing && survivors.length > 0) return { kind: 'pair', writes: [follower(survivors, missing), missing] }
  if (missing) return { kind: 'missing', writes: [missing] }
  if (survivors.length > 0) return { kind: 'survivor', writes: [earliest(survivors)!] }
  return together.length > 0 ? { kind: 'together', writes: together } : { kind: 'nothing', writes: [] }
}

/** A write that must not be durable yet waits for one that may not be submitted before the crash: looks for it behind. */
async function lookAhead(prober: Prober, evidence: Evidence, { crash }: Finding, blamed: Blame): Promise<Blame> {
  if (blamed.kind !== 'survivor') return blamed
  const awaited = await awaitedWrite(prober, evidence, crash)
  return awaited ? { kind: 'early', writes: [...blamed.writes, awaited] } : blamed
}

const submission = ({ entry }: PendingWrite): number => entry.submitSeq

function earliest(neighbours: readonly Neighbour[]): PendingWrite | undefined {
  return neighbours.map(({ pending }) => pending).sort((one, other) => submission(one) - submission(other))[0]
}

/** Of the survivors, the first that was submitted after the missing write, for it should have waited; else the last one before. */
function follower(survivors: readonly Neighbour[], missing: PendingWrite): PendingWrite {
  const writes = survivors.map(({ pending }) => pending).sort((one, other) => submission(one) - submission(other))
  return writes.find((write) => submission(write) > submission(missing)) ?? writes.at(-1)!
}

function unexpected(cut: Cut): PendingWrite[] {
  return pendingOf(cut).filter(
    (pending, index) => expected(cut.cursor, pending).length !== cut.survivors[index]!.length,
  )
}

/** Disks of the writes to blame; where there are none, disks on which anything was pending; else all. */
function disksThatMatter(cut: Cut, writes: readonly PendingWrite[]): readonly number[] {
  const named = writes.length > 0 ? writes : pendingOf(cut)
  const disks = [...new Set(named.map(({ entry }) => entry.disk))].sort((one, other) => one - other)
  return disks.length > 0 ? disks : cut.site.disks.map((_, index) => index)
}
