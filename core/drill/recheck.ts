/**
 * Module-level state of an application would survive a simulated crash. So a sample of the executed
 * states is executed again in shuffled order, and, where the runner offers one, in a fresh realm; a
 * verdict or an observation that differs is `leaked-memory`, never a pass. Does not find a leak that
 * shows the same wrong data in every order and realm.
 */
import type { RandomStream } from '../sim/random.ts'
import { Examiner } from './examiner.ts'
import { outsideTheGuard } from './guarded.ts'
import type { FreshRealm, Judgement } from './options.ts'
import { recreate } from './recreate.ts'
import type { Evidence } from './source-run.ts'
import type { Sample } from './sweep.ts'

export async function recheck(
  examiner: Examiner,
  evidence: Evidence,
  samples: readonly Sample[],
  freshRealm: FreshRealm | undefined,
): Promise<void> {
  if (examiner.aborted) return
  const stream = evidence.run.site.kernel.streams.named('recheck')
  const shuffled = shuffle(samples, stream)
  for (const sample of shuffled) {
    const again = await judgeCrash(evidence, sample.crash)
    compare(examiner, sample, again, 'when it is booted again in another order')
  }
  if (!freshRealm || shuffled.length === 0) return
  const { plan } = examiner.context
  // The runner starts a thread and waits for it with the host's own timers and ticks.
  const judgements = await outsideTheGuard(() => freshRealm({ plan, crashes: shuffled.map((sample) => sample.crash) }))
  shuffled.forEach((sample, index) => compare(examiner, sample, judgements[index] ?? null, 'in a fresh realm'))
}

/** Executes one state from scratch; null when the run has no such state. */
export async function judgeCrash(evidence: Evidence, crash: Sample['crash']): Promise<Judgement | null> {
  const { scenario, plan, arena } = evidence.run
  const examiner = new Examiner(scenario, plan, arena, {})
  const examination = await recreate(examiner, evidence, crash)
  if (examination === null || examination === 'not-applicable') return null
  const { verdict, imageKey, observation } = examination
  return {
    verdict: verdict.status === 'violated' ? verdict.verdict : verdict.status,
    imageKey,
    observationKey: observation.key,
  }
}

function compare(examiner: Examiner, sample: Sample, again: Judgement | null, where: string): void {
  if (again && again.imageKey === sample.imageKey && again.observationKey === sample.observationKey) return
  examiner.findings.add({
    verdict: 'leaked-memory',
    message: `one and the same disk image shows other data ${where}: something in memory outlives a crash`,
    kind: 'recheck',
    crash: sample.crash,
    phase: 'quiet',
    cutSeq: null,
    operations: [],
  })
}

function shuffle<T>(items: readonly T[], stream: RandomStream): T[] {
  const shuffled = [...items]
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = stream.below(index + 1)
    ;[shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!]
  }
  return shuffled
}
