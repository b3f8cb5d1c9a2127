/** A sweep of a run, told by instant. The states are those of a drill; only that failures are enough some time is left out. */
import type { VerdictName } from '../../oracle/verdict.ts'
import { VERDICTS } from '../../oracle/verdict.ts'
import type { CrashSpec } from '../../crash/crash-spec.ts'
import { LAYER_NAMES } from '../../crash/layers.ts'
import { Examiner } from '../examiner.ts'
import type { Candidate, Examination } from '../examiner.ts'
import { guarded, outsideTheGuard } from '../guarded.ts'
import type { Plan } from '../plan.ts'
import { sweep } from '../sweep.ts'
import type { Pull, SweepBar, SweptInstant } from './branch.ts'
import type { Progress } from './engine.ts'
import { timeAt } from './look-replica.ts'
import { pullOfCrash } from './pull-of-crash.ts'
import type { RunView } from './run-view.ts'
import type { Turns } from './turns.ts'

export interface SweepOptions {
  readonly stateBudget: number
  readonly signal: { readonly aborted: boolean }
  readonly onProgress: (progress: Progress) => void
  /** Goes first between two states. */
  readonly turns: Turns
}

type Worst = SweptInstant['worst']

/** From the best to the worst; failures as they are listed, the first one being the worst. */
const SEVERITY: readonly Worst[] = ['ok', 'inconclusive', ...(Object.keys(VERDICTS) as VerdictName[]).toReversed()]

const PROGRESS_EVERY = 20

export async function sweepBar(view: RunView, options: SweepOptions): Promise<SweepBar> {
  const { evidence, locate } = view
  const { scenario, plan, arena } = evidence.run
  const examiner = new BarExaminer(scenario, plan, arena, { signal: options.signal })
  examiner.begin(options)
  await guarded(scenario, () => sweep(examiner, evidence, options.stateBudget, LAYER_NAMES, Infinity), locate)
  const instants = [...examiner.instants].sort(([one], [other]) => one - other)
  return {
    instants: instants.map(([seq, { states, worst, crash }]) => ({ seq, atUs: timeAt(view, seq), states, worst, pull: crash && pullThatShows(view, plan, crash) })),
    statesChecked: examiner.checked,
    statesSkipped: examiner.skipped,
  }
}

function pullThatShows(view: RunView, plan: Plan, crash: CrashSpec): Pull | null {
  const { pull, beyond } = pullOfCrash(view, plan, crash)
  return beyond === null ? pull : null
}

interface Instant {
  states: number
  worst: Worst
  /** With which the worst was found; null: none has failed. */
  crash: CrashSpec | null
}

const crashesAgain = (crash: CrashSpec | null): boolean => crash !== null && 'then' in crash && crash.then !== undefined

class BarExaminer extends Examiner {
  readonly instants = new Map<number, Instant>()
  #options: SweepOptions | null = null
  #turns = 0

  begin(options: SweepOptions): void {
    this.#options = options
    this.onExamined = (candidate, examination) => this.#count(candidate, examination)
    this.findings.onAdd = ({ cutSeq, verdict, crash }) => this.#tell(cutSeq, verdict, crash)
  }

  override turn(): Promise<void> | undefined {
    const { turns, onProgress, stateBudget } = this.#options!
    if (this.#turns++ % PROGRESS_EVERY === 0) onProgress({ what: 'sweep', done: Math.min(this.checked, stateBudget), of: stateBudget })
    // To lift the guard costs more than many a state.
    return turns.wanted ? outsideTheGuard(() => turns.pause()) : super.turn()
  }

  #count({ cutSeq }: Candidate, { verdict }: Examination): void {
    const instant = this.#tell(cutSeq, verdict.status === 'inconclusive' ? 'inconclusive' : 'ok', null)
    if (instant) instant.states++
  }

  #tell(seq: number | null, worst: Worst, crash: CrashSpec | null): Instant | null {
    if (seq === null) return null
    const instant = this.instants.get(seq) ?? { states: 0, worst: 'ok', crash: null }
    this.instants.set(seq, instant)
    const worse = SEVERITY.indexOf(worst) > SEVERITY.indexOf(instant.worst)
    // Of the same it is the simpler one that a person wants to see.
    if (worse || (worst === instant.worst && crashesAgain(instant.crash) && !crashesAgain(crash))) Object.assign(instant, { worst, crash })
    return instant
  }
}
