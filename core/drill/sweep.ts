/**
 * Sweeps the write log of the protected site layer by layer, coarse to fine, as far as the budget goes.
 * Sometimes goes on from a recovered state: see `second-crash.ts`.
 */
import type { BlockImage } from '../block/block-image.ts'
import type { DurabilityCursor } from '../block/durability.ts'
import { isCompletion } from '../block/write-log.ts'
import type { WriteLog } from '../block/write-log.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import type { CrashState } from '../crash/crash-state.ts'
import { layerOptions } from '../crash/layer-options.ts'
import type { LayerOptions } from '../crash/layer-options.ts'
import { LAYER_NAMES, LAYERS, layerStates } from '../crash/layers.ts'
import type { LayerName } from '../crash/layers.ts'
import { PhaseTracker } from '../crash/phases.ts'
import type { Phase } from '../crash/phases.ts'
import { buildImages, toPicks } from '../crash/picks.ts'
import type { Choice } from '../crash/picks.ts'
import type { CrashKind } from '../machine/machine.ts'
import { createStreams } from '../sim/random.ts'
import type { RandomStream } from '../sim/random.ts'
import { crashClaim } from './claims.ts'
import type { Candidate, DeviceCache, Examiner } from './examiner.ts'
import { Reservoir } from './reservoir.ts'
import { goOnFrom, goOnFromKnown } from './second-crash.ts'
import type { Outset } from './second-crash.ts'
import type { Evidence } from './source-run.ts'

/** After so many failing states the rest of a sweep teaches little. */
const ENOUGH_FAILURES = 16
const MOST_PICKS = 8
const LEAST_PICKS = 2
/** How much more often an instant is looked at while writes are pending. */
const PENDING_WEIGHT = 10
/** Executed states that are executed a second time, for the re-check. */
const SAMPLES = 12

export interface Sample {
  readonly crash: CrashSpec
  readonly imageKey: string
  readonly observationKey: string
}

/** What all layers of one sweep share. */
interface Sweep {
  readonly examiner: Examiner
  readonly evidence: Evidence
  /** For the states themselves, which depend on nothing that examining them shows. */
  readonly stream: RandomStream
  /** For what goes on after a recovery. */
  readonly afterwards: RandomStream
  readonly samples: Reservoir<Sample>
  readonly enoughFailures: number
}

/** One layer, with its place in the budget. */
interface Pass {
  readonly layer: LayerName
  readonly options: LayerOptions
  /** Whether the instant at the cursor is worth looking at. */
  readonly wants: (cursor: DurabilityCursor) => boolean
  /** The pass ends when the examiner has executed so many states. */
  readonly checkedAtMost: number
}

/**
 * @param layers which layers to use; for measuring what each of them earns
 * @param enoughFailures after so many failing states the rest is skipped; Infinity: nothing is
 * @returns a sample of the executed states, for the re-check
 */
export async function sweep(
  examiner: Examiner,
  evidence: Evidence,
  budget: number,
  layers: readonly LayerName[] = LAYER_NAMES,
  enoughFailures = ENOUGH_FAILURES,
): Promise<readonly Sample[]> {
  // The streams of the run as nobody has drawn from them: a second sweep makes the same states.
  const streams = createStreams(evidence.run.plan.seed)
  const samples = new Reservoir<Sample>(SAMPLES, streams.named('sample'))
  const before = examiner.checked
  for (const layer of layers) {
    // Each layer draws from a stream of its own, so that leaving one out changes no other.
    const stream = streams.named(`sweep/${layer}`)
    const shared: Sweep = { examiner, evidence, stream, afterwards: streams.named(`afterwards/${layer}`), samples, enoughFailures }
    await scan(shared, passOf(shared, layer, before, budget))
  }
  return samples.items
}

function passOf({ examiner, evidence, stream }: Sweep, layer: LayerName, before: number, budget: number): Pass {
  const { log } = evidence.run.site
  const { budgetPercent, freshStates, instants } = LAYERS[layer]
  const checkedAtMost = before + Math.ceil((budget * budgetPercent) / 100)
  const left = Math.max(1, checkedAtMost - examiner.checked)
  const count = log.end - log.base
  const picks = Math.min(MOST_PICKS, Math.max(LEAST_PICKS, Math.floor(left / Math.max(1, count))))
  return {
    layer,
    options: layerOptions(evidence.run.site.disks[0]!.profile, stream, picks),
    wants: instants === 'all' ? sampleInstants(log, stream, Math.ceil((count * freshStates) / left)) : (cursor) => isPromise(log, cursor.seq),
    checkedAtMost,
  }
}

/**
 * All instants when they fit, else one in `stride` while writes are pending and fewer while none are, but
 * always those beside a flush or an answer.
 */
function sampleInstants(log: WriteLog, stream: RandomStream, stride: number): Pass['wants'] {
  if (stride <= 1) return () => true
  const offset = stream.below(stride)
  return (cursor) => {
    const { seq } = cursor
    const pending = cursor.disks.some((disk) => disk.pending.length > 0)
    if (pending ? seq % stride === offset : seq % (stride * PENDING_WEIGHT) === offset) return true
    const step = log.step(seq)
    return step.kind === 'flush' || (step.kind === 'mark' && step.mark === 'answered')
  }
}

/** The last instant before a flush has done its work, the first one after it, and those of acknowledgements. */
function isPromise(log: WriteLog, seq: number): boolean {
  const step = log.step(seq)
  if (step.kind === 'mark' && step.mark === 'answered') return true
  return endsFlush(log, seq) || (seq + 1 < log.end && endsFlush(log, seq + 1))
}

function endsFlush(log: WriteLog, seq: number): boolean {
  const step = log.step(seq)
  return step.kind === 'flush' && isCompletion(step, seq)
}

async function scan(shared: Sweep, pass: Pass): Promise<void> {
  const { examiner, evidence } = shared
  const { site } = evidence.run
  const { log } = site
  const cursor = site.keeper.cursor()
  const tracker = new PhaseTracker(log)
  for (let seq = log.base; seq < log.end && !examiner.aborted; seq++) {
    cursor.advanceTo(seq)
    tracker.take(seq)
    if (!pass.wants(cursor)) continue
    const states = layerStates(pass.layer, cursor, pass.options)
    examiner.countLayer(pass.layer, states.length)
    const reason = reasonToSkip(shared, pass)
    if (reason) examiner.skip(reason, states.length)
    else await examineInstant(shared, cursor, states, tracker.phase(cursor.holdsVolatile))
  }
  cursor.release()
}

function reasonToSkip({ examiner, enoughFailures }: Sweep, pass: Pass): string | null {
  if (examiner.findings.states >= enoughFailures) return 'enough failures'
  return examiner.checked >= pass.checkedAtMost ? 'state budget' : null
}

async function examineInstant(shared: Sweep, cursor: DurabilityCursor, states: readonly CrashState[], phase: Phase): Promise<void> {
  const { examiner, evidence, afterwards: stream } = shared
  const claim = crashClaim(evidence, cursor.seq)
  for (const { kind, choice } of states) {
    if (examiner.aborted) return
    const turn = examiner.turn()
    if (turn) await turn
    const make = (): BlockImage[] => buildImages(cursor, choice)
    const candidate = candidateOf(evidence, cursor, { kind, choice, claim, phase, images: make() })
    const known = examiner.recall(candidate)
    const outset = { examiner, evidence, candidate, make, stream }
    const further = known ? goOnFromKnown(outset, known) : examineNew(outset, shared.samples)
    // Of nearly all states everything is known: those cost no turn of the loop.
    if (further) await further
  }
}

type StateAt = Pick<Candidate, 'claim' | 'phase' | 'images'> & Pick<CrashState, 'kind' | 'choice'>

function candidateOf({ anchors, checker }: Evidence, cursor: DurabilityCursor, { kind, choice, ...state }: StateAt): Candidate {
  const { seq } = cursor
  return {
    kind, checker, ...state,
    clean: false,
    crash: () => ({ kind, machine: '*', at: anchors.at(seq), picks: toPicks(choice, anchors) }),
    cutSeq: seq,
    cache: cacheOf(kind, cursor, choice),
  }
}

async function examineNew(outset: Outset, samples: Sweep['samples']): Promise<void> {
  const { examiner, candidate } = outset
  const examination = await examiner.execute(candidate)
  const { imageKey, observation, recovery } = examination
  samples.offer(() => ({ crash: candidate.crash(), imageKey, observationKey: observation.key }))
  await goOnFrom(outset, examination)
  recovery.site.dispose()
}

/** After a process kill or a reset the device goes on with its cache. */
export function cacheOf(kind: CrashKind, cursor: DurabilityCursor, choice: Choice): DeviceCache | undefined {
  // What the operating system holds is taken as written: it outlives the process, and may be at any time.
  if (kind === 'power-cut' || typeof choice !== 'string' || choice === 'page-cache') return undefined
  const kept = cursor.disks.map((disk) =>
    choice === 'newest' ? disk.pending : disk.pending.filter((write) => write.completedAt(cursor.seq)),
  )
  return { floors: cursor.disks.map((disk) => disk.floors), pending: kept }
}
