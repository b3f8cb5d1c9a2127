/**
 * Examines recoveries: boots each distinct set of images once, judges every claim made on it, and
 * keeps the counts that a result reports.
 */
import { LRUCache } from 'lru-cache'
import type { BlockImage } from '../block/block-image.ts'
import type { PendingWrite } from '../block/durability.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import { PHASE_NAMES } from '../crash/phases.ts'
import type { Phase } from '../crash/phases.ts'
import type { Claim } from '../oracle/claim.ts'
import type { Checker } from '../oracle/linearise.ts'
import type { Verdict } from '../oracle/verdict.ts'
import { finish, foldWord, hashKey, hashText } from '../sim/hash.ts'
import { breathe } from '../sim/breathe.ts'
import type { Arena } from '../block/arena.ts'
import { FaultCoverage } from './coverage.ts'
import { FileSystemBootCounter } from './file-system-boots.ts'
import { Findings } from './findings.ts'
import { isDestructive, judge } from './judge.ts'
import type { DrillOptions, DrillProgress } from './options.ts'
import type { Plan } from './plan.ts'
import type { LayerName } from '../crash/layers.ts'
import { identityOf, ObservationMemory } from './observation-memory.ts'
import { readFaultsOf } from './read-faults.ts'
import { ReadTree } from './read-tree.ts'
import type { DiskStep } from './read-tree.ts'
import { addBroken } from './property-reports.ts'
import { imagesKey, newRecoveryContext, recover } from './recovery.ts'
import type { Observation, Recovery, RecoveryContext } from './recovery.ts'
import type { Scenario } from './scenario.ts'

/** A device that kept its power: its medium, and the writes that only its cache holds, disk by disk. */
export interface DeviceCache {
  /** Owned by whoever made the candidate. */
  readonly floors: readonly BlockImage[]
  readonly pending: readonly (readonly PendingWrite[])[]
}

/** One state to examine. */
export interface Candidate {
  readonly kind: string
  readonly phase: Phase | 'recovery-point' | 'disaster'
  readonly claim: Claim
  /** What the recovery was held to on which this life began; absent before any life. */
  readonly before?: Claim
  readonly checker: Checker<unknown, unknown>
  readonly clean: boolean
  readonly atRest?: boolean
  /** One for each disk; the examiner owns them. */
  readonly images: readonly BlockImage[]
  readonly crash: () => CrashSpec
  readonly cutSeq: number | null
  /** What the devices' caches still hold, where the power did not fail. */
  readonly cache?: DeviceCache | undefined
  /** A recovery that had completed showed this; it must be shown again. */
  readonly exposed?: string
}

export interface Examination {
  readonly imageKey: string
  readonly observation: Observation
  readonly verdict: Verdict
  /** The booted site, when these images had not been booted before. The caller disposes of it. */
  readonly recovery: Recovery | null
  /** These very images were met before; else, without a recovery, others that read the same. */
  readonly seen: boolean
}

const PROGRESS_EVERY = 100
/** Characters of the questions whose verdicts are kept. */
const MOST_JUDGED = 16 << 20
const EQUAL_READS = 'read the same as a state that was checked'

export class Examiner {
  readonly context: RecoveryContext
  readonly findings: Findings
  readonly coverage = new FaultCoverage()
  readonly fileSystemBoots = new FileSystemBootCounter()
  readonly phases = Object.fromEntries(PHASE_NAMES.map((phase) => [phase, 0])) as Record<Phase, number>
  readonly skippedBecause: Record<string, number> = {}
  /** Told each state that was examined. */
  onExamined: ((candidate: Candidate, examination: Examination) => void) | null = null
  #stage: DrillProgress['stage'] = 'run'
  generated = 0
  deduped = 0
  checked = 0
  skipped = 0
  recoveryCrashes = 0
  /** States that each layer of the sweep has made. */
  readonly layers: Partial<Record<LayerName, number>> = {}
  /** Worst of the plan's disasters. */
  loss = { worstRpoUs: 0, worstLostOperations: 0 }
  readonly #observations: ObservationMemory
  readonly #distinct = new Set<string>()
  /** Null where equal contents need not read alike, or where nothing is to be skipped for it. */
  readonly #reads: ReadTree<string> | null
  /** Verdicts by checker, then by observation and claim: one observation is often asked about by many claims. */
  readonly #judged = new WeakMap<Checker<unknown, unknown>, LRUCache<string, Verdict>>()
  readonly #options: DrillOptions
  #high = 0x1b873593
  #low = 0x2545f491

  constructor(scenario: Scenario, plan: Plan, arena: Arena, options: DrillOptions, observations = new ObservationMemory()) {
    this.context = newRecoveryContext(scenario, plan, arena)
    this.findings = new Findings(scenario.name, () => this.checked)
    this.#options = options
    const faulty = readFaultsOf(plan, () => '') !== null
    this.#observations = observations
    this.#reads = faulty || options.skipEqualReads === false ? null : new ReadTree()
  }

  /** Nothing further is wanted: interrupted, or what was looked for was found. */
  get aborted(): boolean {
    const { signal, stopAt, stopAtVerdicts = [] } = this.#options
    return signal?.aborted === true || this.findings.has(stopAt) || this.findings.hasVerdict(stopAtVerdicts)
  }

  /** What the drill does now; whoever follows its progress is told. */
  set stage(stage: DrillProgress['stage']) {
    this.#stage = stage
    this.#tellProgress()
  }

  get distinctObservations(): number {
    return this.#distinct.size
  }

  /** Over every image, observation and verdict so far, and the course of every recovery. */
  hash(): string {
    const trace = hashText(this.context.trace.hash())
    return hashKey({ high: finish(this.#high ^ trace), low: finish(this.#low ^ trace) })
  }

  skip(reason: string, states: number): void {
    this.generated += states
    this.skipped += states
    this.skippedBecause[reason] = (this.skippedBecause[reason] ?? 0) + states
  }

  countLayer(layer: LayerName, states: number): void {
    this.layers[layer] = (this.layers[layer] ?? 0) + states
  }

  /** Before each state: lets others have their turn when that is due. */
  turn(): Promise<void> | undefined {
    return breathe()
  }

  /** Examines a state, after the host's turn when that is due. A sweep calls {@link turn}, {@link recall} and {@link execute} itself. */
  async examine(candidate: Candidate): Promise<Examination> {
    const turn = this.turn()
    if (turn) await turn
    return this.recall(candidate) ?? this.execute(candidate)
  }

  /** Examines a state without booting it, as most can be: null when nothing is known that tells what it would show. */
  recall(candidate: Candidate): Examination | null {
    const { images } = candidate
    const imageKey = imagesKey(images)
    const shown = this.#observations.ofImages(imageKey)
    const observation = shown ? this.#again(shown) : this.#readsAlike(images, imageKey)
    if (!observation) return null
    for (const image of images) image.release()
    return this.#examined(candidate, { imageKey, observation, recovery: null, seen: shown !== null })
  }

  #examined<Shown extends Omit<Examination, 'verdict'>>(candidate: Candidate, shown: Shown): Shown & Examination {
    const { imageKey, observation, recovery } = shown
    if (candidate.phase in this.phases) this.phases[candidate.phase as Phase]++
    this.coverage.count(candidate.kind, candidate.cutSeq, recovery?.site ?? null)
    this.fileSystemBoots.count(observation)
    const verdict = this.#judge(candidate, observation)
    this.record(candidate, verdict)
    this.#fold(imageKey, observation.key, verdict)
    const examination = { ...shown, verdict }
    this.onExamined?.(candidate, examination)
    return examination
  }

  /** These images were met before. */
  #again(shown: Observation): Observation {
    this.generated++
    this.deduped++
    return shown
  }

  /** What images showed from which a recovery reads the same as from these; null when they have to be booted. */
  #readsAlike(images: readonly BlockImage[], imageKey: string): Observation | null {
    const identity = this.#reads?.find(images) ?? null
    const alike = identity === null ? null : this.#observations.byIdentity(identity)
    if (!alike) return null
    this.skip(EQUAL_READS, 1)
    return this.#observations.keep(imageKey, alike).observation
  }

  /** Examines a state that {@link recall} knows nothing of. */
  async execute(candidate: Candidate): Promise<Examination & { readonly recovery: Recovery }> {
    this.generated++
    this.checked++
    if (this.checked % PROGRESS_EVERY === 0) this.#tellProgress()
    const imageKey = imagesKey(candidate.images)
    const recovery = await this.#boot(candidate.images, imageKey)
    const { broken } = recovery.site.properties
    const { kind, phase, cutSeq } = candidate
    if (broken.length > 0) addBroken(this.findings, broken, { kind, phase, cutSeq, crash: candidate.crash() })
    return this.#examined(candidate, { imageKey, observation: recovery.observation, recovery, seen: false })
  }

  async #boot(images: readonly BlockImage[], imageKey: string): Promise<Recovery> {
    const before = this.#reads ? images.map((image) => image.fork()) : []
    const steps: DiskStep[] = []
    const watched = this.#reads ? { onStep: (step: DiskStep) => void steps.push(step) } : {}
    const recovery = await recover(this.context, images, watched)
    const { identity } = this.#observations.keep(imageKey, recovery.observation)
    this.#distinct.add(recovery.observation.key)
    this.#reads?.learn(before, steps, identity)
    for (const image of before) image.release()
    return recovery
  }

  #tellProgress(): void {
    this.#options.onProgress?.({ stage: this.#stage, checkedStates: this.checked })
  }

  #judge(candidate: Candidate, observation: Observation): Verdict {
    const { claim, exposed } = candidate
    const { scenario, plan } = this.context
    // Where a disk decays between two recoveries, the second one may well find less.
    if (exposed !== undefined && observation.key !== exposed && !isDestructive(scenario, plan))
      return { status: 'violated', verdict: 'recovery-not-idempotent', message: NOT_IDEMPOTENT }
    const key = `${identityOf(observation)}/${claim.key}/${candidate.kind}/${candidate.clean}/${candidate.atRest === true}`
    const judged = this.#judgedBy(candidate.checker)
    const known = judged.get(key)
    if (known) return known
    const verdict = judge(scenario, plan, candidate.checker, { ...candidate, observation })
    judged.set(key, verdict)
    return verdict
  }

  #judgedBy(checker: Checker<unknown, unknown>): LRUCache<string, Verdict> {
    let judged = this.#judged.get(checker)
    if (!judged) this.#judged.set(checker, (judged = new LRUCache({ maxSize: MOST_JUDGED, sizeCalculation: (_, key) => key.length })))
    return judged
  }

  /** Keeps a verdict on a state that was judged, unless it is ok. */
  record(candidate: Omit<Candidate, 'images'>, verdict: Verdict): void {
    if (verdict.status === 'ok') return
    if (verdict.status === 'inconclusive') return this.findings.addInconclusive(verdict.reason)
    this.findings.add({
      verdict: verdict.verdict,
      message: verdict.message,
      kind: candidate.kind,
      crash: candidate.crash(),
      phase: candidate.phase,
      cutSeq: candidate.cutSeq,
      operations: verdict.operations ?? [],
    })
  }

  #fold(imageKey: string, observationKey: string, verdict: Verdict): void {
    const word = hashText(imageKey, 1) ^ hashText(observationKey, 2)
    const name = hashText(verdict.status === 'violated' ? verdict.verdict : verdict.status)
    this.#high = foldWord(foldWord(this.#high, word), name)
    this.#low = foldWord(foldWord(this.#low, name), word ^ 0x5bd1e995)
  }
}

const NOT_IDEMPOTENT =
  'what a completed recovery showed is gone after one more power cut, although nothing was done in between'
