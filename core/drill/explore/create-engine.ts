/** The engine of an explorer, in this thread: a run, and whatever is asked of it. */
import { DEFAULT_STATE_BUDGET } from '../drill.ts'
import { DEFAULT_SHRINK_ATTEMPTS } from '../failure-report.ts'
import { guarded } from '../guarded.ts'
import type { Locate } from '../options.ts'
import type { Plan } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { decodeToken } from '../token.ts'
import type { TokenPayload } from '../token.ts'
import type { Branch, Pull, SweepBar } from './branch.ts'
import { instantOf } from './branch-loss.ts'
import type { Engine, Opened, Progress } from './engine.ts'
import { failureBranch } from './failure-branch.ts'
import type { Look, LookFiles } from './look.ts'
import { filesAt } from './look-files.ts'
import { lookAt, stepOf } from './make-look.ts'
import { makePicture } from './make-picture.ts'
import type { ShownCrash } from './make-picture.ts'
import { pullPlug } from './make-branch.ts'
import { inNewRun, inRunOf } from './other-runs.ts'
import { closeView, openView } from './run-view.ts'
import type { RunView } from './run-view.ts'
import { shrinkBranch } from './shrink-branch.ts'
import type { ShrunkBranch } from './shrink-branch.ts'
import { sweepBar } from './sweep-bar.ts'
import { Turns } from './turns.ts'

/** What is explored: the run of a plan, or the run of a token with its crash. */
export type Explored = { readonly plan: Plan } | { readonly payload: TokenPayload }

export interface EngineOptions {
  /** Finds the line of the application in the stack of an error made inside it. Default: no lines are told. */
  readonly locate?: Locate
  /** Of the scenario's code, for the tokens of branches. Default: that of the payload, else empty. */
  readonly codeHash?: string
  /** Crash states that a sweep executes at most. Default 2,000. */
  readonly stateBudget?: number
  /** Plans and crash states that shrinking tries at most. Default 60. */
  readonly shrinkAttempts?: number
  /** Ends a sweep, or a shrinking, with what there is. */
  readonly signal?: { readonly aborted: boolean }
}

/**
 * Runs what is to be explored, then answers questions. Looks are quick and answered at once; the rest one after the other,
 * where a sweep or a shrinking lets everything else go first.
 * @throws ScenarioError when the scenario misbehaves in a way that no crash explains
 */
export async function createEngine(scenario: Scenario, explored: Explored, options: EngineOptions = {}): Promise<Engine> {
  const payload = 'payload' in explored ? explored.payload : null
  const plan = 'payload' in explored ? explored.payload.plan : explored.plan
  const codeHash = options.codeHash ?? payload?.codeHash ?? ''
  const view = await guarded(scenario, () => openView(scenario, plan, options.locate), options.locate)
  const failure = payload && (await failureBranch(view, payload, codeHash))
  return new ThreadEngine(view, openedFor(view, failure), { ...options, codeHash })
}

/** The cursor begins where the run was crashed, else at its begin. */
function openedFor(view: RunView, failure: Branch | null): Opened {
  const { base } = view.evidence.run.site.log
  const crash = failure && crashShown(view, failure)
  return { picture: makePicture(view.evidence, view.journal, crash), abilities: {}, failure, cursorSeq: crash?.seq ?? base }
}

function crashShown(view: RunView, branch: Branch): ShownCrash | null {
  const { crash } = branch
  return crash.kind === 'run' ? null : { crash, ...instantOf(view, branch) }
}

class ThreadEngine implements Engine {
  readonly opened: Opened
  readonly #view: RunView
  readonly #options: EngineOptions & { readonly codeHash: string }
  readonly #turns = new Turns()
  readonly #signal: { readonly aborted: boolean }
  #closed = false

  constructor(view: RunView, opened: Opened, options: EngineOptions & { readonly codeHash: string }) {
    this.#view = view
    this.opened = opened
    this.#options = options
    const isClosed = (): boolean => this.#closed
    this.#signal = {
      get aborted() {
        return isClosed() || options.signal?.aborted === true
      },
    }
  }

  async look(seq: number): Promise<Look> {
    this.#checkOpen('look')
    return guarded(this.#scenario, async () => lookAt(this.#view, stepOf(this.#view, seq, 'Engine.look')))
  }

  async files(seq: number): Promise<readonly LookFiles[]> {
    this.#checkOpen('files')
    return filesAt(this.#view, stepOf(this.#view, seq, 'Engine.files'))
  }

  async pull(pull: Pull, plan: Plan = this.#view.evidence.run.plan): Promise<Branch> {
    this.#checkOpen('pull')
    return this.#turns.soon(() => inRunOf(this.#view, plan, (own) => pullPlug(own, pull, this.#options.codeHash)))
  }

  async again({ token, plan }: Branch): Promise<Branch> {
    this.#checkOpen('again')
    const decoded = decodeToken(token ?? '')
    if (!decoded.ok) throw new RangeError('Engine.again: the branch has nothing to show again')
    return this.#turns.soon(() => inNewRun(this.#view, plan, (own) => failureBranch(own, decoded.payload, this.#options.codeHash)))
  }

  async sweep(onProgress: (progress: Progress) => void): Promise<SweepBar> {
    this.#checkOpen('sweep')
    const { stateBudget = DEFAULT_STATE_BUDGET } = this.#options
    const turns = this.#turns
    return turns.later(() => sweepBar(this.#view, { stateBudget, signal: this.#signal, onProgress, turns }))
  }

  async shrink(branch: Branch, onProgress: (progress: Progress) => void): Promise<ShrunkBranch> {
    this.#checkOpen('shrink')
    const { shrinkAttempts: attempts = DEFAULT_SHRINK_ATTEMPTS, codeHash } = this.#options
    const turns = this.#turns
    const shrinking = { attempts, codeHash, signal: this.#signal, onProgress, turns }
    return turns.later(() => inRunOf(this.#view, branch.plan, (own) => shrinkBranch(own, branch, shrinking)))
  }

  /** A sweep or a shrinking ends early; what a person has asked for is still answered. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#turns.later(async () => closeView(this.#view))
  }

  get #scenario(): Scenario {
    return this.#view.evidence.run.scenario
  }

  #checkOpen(call: string): void {
    if (this.#closed) throw new TypeError(`Engine.${call}: the engine is closed`)
  }
}
