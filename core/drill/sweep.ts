/**
 * Sweeps the write log of the protected site: every instant, coarse states first, then finer ones as
 * far as the budget goes. Sometimes goes on from a recovered state: see `second-crash.ts`.
 */
import type { DurabilityCursor } from '../block/durability.ts'
import { SECTOR_BYTES, SECTORS_PER_BLOCK } from '../block/geometry.ts'
import { PhaseTracker } from '../crash/phases.ts'
import type { Phase } from '../crash/phases.ts'
import { buildImages, toPicks } from '../crash/picks.ts'
import type { Choice } from '../crash/picks.ts'
import { coarseStates, fineStates } from '../crash/states.ts'
import type { CrashState, FineOptions } from '../crash/states.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import type { RandomStream } from '../sim/random.ts'
import type { CrashKind } from '../machine/machine.ts'
import { crashClaim } from './claims.ts'
import type { Candidate, DeviceCache, Examiner } from './examiner.ts'
import type { Evidence } from './source-run.ts'
import { Reservoir } from './reservoir.ts'
import { goOnFrom } from './second-crash.ts'

/** Seeds of failures: after so many failing states the rest of a sweep teaches little. */
const ENOUGH_FAILURES = 30
/** The share of the budget that the coarse pass may use. */
const COARSE_SHARE = { numerator: 3, denominator: 5 }
const STATES_PER_INSTANT = 5
const MOST_PICKS = 8
/** Executed states that are executed a second time, for the re-check. */
const SAMPLES = 12

export interface Sample {
  readonly crash: CrashSpec
  readonly imageKey: string
  readonly observationKey: string
}

interface Pass {
  readonly states: (cursor: DurabilityCursor) => readonly CrashState[]
  /** Whether this position is worth looking at. */
  readonly wants: (seq: number) => boolean
  /** The pass ends when the examiner has executed so many states. */
  readonly checkedAtMost: number
}

/** Returns a sample of the executed states, for the re-check. */
export async function sweep(examiner: Examiner, evidence: Evidence, budget: number): Promise<Sample[]> {
  const { log } = evidence.run.site
  const stream = evidence.run.site.kernel.streams.named('sweep')
  const samples = new Reservoir<Sample>(SAMPLES, evidence.run.site.kernel.streams.named('sample'))
  const before = examiner.checked
  const coarseBudget = Math.ceil((budget * COARSE_SHARE.numerator) / COARSE_SHARE.denominator)
  const instants = log.end - log.base
  const coarse: Pass = {
    states: coarseStates,
    wants: sampleInstants(evidence, stream, Math.ceil((instants * STATES_PER_INSTANT) / (2 * coarseBudget))),
    checkedAtMost: before + coarseBudget,
  }
  await scan(examiner, evidence, coarse, stream, samples)
  const left = Math.max(0, before + budget - examiner.checked)
  const options = fineOptions(evidence, stream, Math.floor(left / Math.max(1, instants)))
  const fine: Pass = {
    states: (cursor) => fineStates(cursor, options),
    wants: sampleInstants(evidence, stream, Math.ceil((instants * STATES_PER_INSTANT) / Math.max(1, left))),
    checkedAtMost: before + budget,
  }
  await scan(examiner, evidence, fine, stream, samples)
  return samples.items
}

/** What is left of the budget decides how many seeded picks an instant gets. */
function fineOptions(evidence: Evidence, stream: RandomStream, share: number): FineOptions {
  const atomicBytes = evidence.run.site.disks[0]!.profile.atomicWriteBytes
  const atomicSectors = atomicBytes === SECTOR_BYTES ? 1 : SECTORS_PER_BLOCK
  return { stream, atomicSectors, seededPicks: Math.min(MOST_PICKS, Math.max(2, share)), singledOut: 2 }
}

/** All instants when they fit, else one in `stride`, but always those beside a flush or an answer. */
function sampleInstants(evidence: Evidence, stream: RandomStream, stride: number): (seq: number) => boolean {
  const { log } = evidence.run.site
  if (stride <= 1) return () => true
  const offset = stream.below(stride)
  return (seq) => {
    if (seq % stride === offset) return true
    const step = log.step(seq)
    return step.kind === 'flush' || (step.kind === 'mark' && step.mark === 'answered')
  }
}

async function scan(
  examiner: Examiner,
  evidence: Evidence,
  pass: Pass,
  stream: RandomStream,
  samples: Reservoir<Sample>,
): Promise<void> {
  const { run } = evidence
  const { log } = run.site
  const cursor = run.site.keeper.cursor()
  const tracker = new PhaseTracker(log)
  for (let seq = log.base; seq < log.end && !examiner.aborted; seq++) {
    cursor.advanceTo(seq)
    tracker.take(seq)
    if (!pass.wants(seq)) continue
    const phase = tracker.phase(cursor.holdsVolatile)
    const states = pass.states(cursor)
    const reason = reasonToSkip(examiner, pass)
    if (reason) examiner.skip(reason, states.length)
    else {
      for (const state of states) {
        if (examiner.aborted) break
        await examineState(examiner, evidence, cursor, state, phase, stream, samples)
      }
    }
  }
  cursor.release()
}

function reasonToSkip(examiner: Examiner, pass: Pass): string | null {
  if (examiner.findings.states >= ENOUGH_FAILURES) return 'enough failures'
  return examiner.checked >= pass.checkedAtMost ? 'state budget' : null
}

async function examineState(
  examiner: Examiner,
  evidence: Evidence,
  cursor: DurabilityCursor,
  { kind, choice }: CrashState,
  phase: Phase,
  stream: RandomStream,
  samples: Reservoir<Sample>,
): Promise<void> {
  const { seq } = cursor
  const claim = crashClaim(evidence, seq)
  const { anchors } = evidence
  const candidate: Candidate = {
    kind,
    phase,
    claim,
    checker: evidence.checker,
    clean: false,
    images: buildImages(cursor, choice),
    crash: () => ({ kind, machine: '*', at: anchors.at(seq), picks: toPicks(choice, anchors) }),
    cutSeq: seq,
    ...cacheOf(kind, cursor, choice),
  }
  const kept = candidate.images.map((image) => image.fork())
  const examination = await examiner.examine(candidate)
  if (examination.recovery) {
    const { imageKey, observation } = examination
    samples.offer(() => ({ crash: candidate.crash(), imageKey, observationKey: observation.key }))
    await goOnFrom(examiner, evidence, candidate, examination, kept, stream)
    examination.recovery.site.dispose()
  }
  for (const image of kept) image.release()
}

/** After a process kill or a reset the device goes on with its cache. */
export function cacheOf(kind: CrashKind, cursor: DurabilityCursor, choice: Choice): { cache?: DeviceCache } {
  if (kind === 'power-cut' || typeof choice !== 'string') return {}
  const kept = cursor.disks.map((disk) =>
    choice === 'newest' ? disk.pending : disk.pending.filter((write) => write.completedAt(cursor.seq)),
  )
  return { cache: { floors: cursor.disks.map((disk) => disk.floors), pending: kept } }
}
