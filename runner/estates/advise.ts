/** Which points to fail over to, by what came back from each kind: figures and a conclusion from nothing else. */
import { spreadOf, strategies } from '../../core/drill/estate/index.ts'
import type { EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import type { Verdict } from '../../core/index.ts'
import { verdictText } from '../../reports/index.ts'
import type { AdvicePoints, AdvisedApplication } from '../../reports/index.ts'
import { replayCommand } from '../replay-command.ts'
import { tokenOf } from './measure.ts'
import type { EstateOptions } from './options.ts'
import type { CaseOutcome } from './order.ts'
import { isAbove, shareOfHistories } from './share-of-histories.ts'

/** Failures that leave the copies as they are. */
export const ADVISING_KINDS: readonly EstateDisasterKind[] = ['region-loss', 'machine-loss']
/** In each history: instants at which points are looked at. */
export const ADVISING_DISASTERS = 12

const CHOICES = { 'crash-consistent': strategies.asr, 'app-consistent': strategies['asr-app-consistent'] } as const satisfies Record<AdvicePoints['kind'], Strategy>

export const ADVISING_STRATEGIES: readonly Strategy[] = Object.values(CHOICES)

const SECOND_US = 1_000_000
/** So many have to come back right at the least, with 95 % confidence: six histories of six. */
const MOST_HISTORIES = 0.5

/** @param part whose data was judged by itself; null: the whole */
export function advise(options: EstateOptions, part: string | null, outcomes: readonly CaseOutcome[]): AdvisedApplication {
  const points = [pointsOf(options, part, 'crash-consistent', outcomes), pointsOf(options, part, 'app-consistent', outcomes)] as const
  return { machine: part, application: part === null ? null : options.facts.machines[part]!.application, advice: conclude(...points), points }
}

/** Whether app-consistent points come back right more often is told by histories, and only where chance is out of the question. */
function conclude(crash: AdvicePoints, app: AdvicePoints): AdvisedApplication['advice'] {
  if (crash.rightCi95 === null) return 'unknown'
  if (crash.right === crash.booted) return crash.rightCi95[0] > MOST_HISTORIES ? 'crash-consistent' : 'unknown'
  if (app.rightCi95 === null) return 'unknown'
  if (isAbove(app.rightCi95, crash.rightCi95)) return 'app-consistent'
  return app.right === app.booted ? 'unknown' : 'neither'
}

/** Only the first attempt of each recovery counts: what is tried later was chosen because of it. */
function pointsOf(options: EstateOptions, part: string | null, kind: AdvicePoints['kind'], outcomes: readonly CaseOutcome[]): AdvicePoints {
  const strategy = CHOICES[kind]
  const booted = outcomes.filter((outcome) => outcome.strategy === strategy.id && outcome.attempts[0]?.kind === kind)
  const cases = booted.filter((outcome) => statusOf(outcome) !== 'inconclusive')
  const wrong = cases.filter((outcome) => !isRight(outcome))
  const right = cases.filter(isRight)
  const worst = wrong[0] ?? right.reduce<CaseOutcome | undefined>((most, outcome) => (most && lossUs(most) >= lossUs(outcome) ? most : outcome), undefined)
  return {
    kind,
    booted: cases.length,
    unjudged: booted.length - cases.length,
    right: right.length,
    rightCi95: shareOfHistories(cases, isRight),
    rpoSeconds: spreadOf(cases, (outcome) => lossUs(outcome) / SECOND_US, `advise/${part ?? ''}/${kind}/rpo`),
    rpoOperations: spreadOf(right, ({ lostOperations }) => lostOperations!, `advise/${part ?? ''}/${kind}/operations`),
    firstWrong: wrong[0] ? verdictText(wrong[0].attempts[0]!.verdict) : null,
    replay: worst ? replayCommand(tokenOf(options, strategy, worst, part), options.estate.file) : null,
  }
}

const statusOf = ({ attempts }: CaseOutcome): Verdict['status'] => attempts[0]!.verdict.status
const isRight = (outcome: CaseOutcome): boolean => statusOf(outcome) === 'ok'
const lossUs = ({ disaster, attempts }: CaseOutcome): number => Math.max(0, disaster.atUs - attempts[0]!.cutAtUs)
