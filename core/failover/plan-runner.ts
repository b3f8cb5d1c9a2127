import type { ItemBoard } from './item-board.ts'
import type { MachineStart } from './machine-start.ts'
import { NETWORK_ITEMS } from './network-items.ts'
import { strikes } from './recovery-context.ts'
import type { RecoveryContext } from './recovery-context.ts'
import type { PlanAction, PlanGroup, RecoveryPlan } from './recovery-plan.ts'
import type { StepEnd } from './step-book.ts'
import type { StepSpec } from './step-record.ts'

export interface PlanRunnerOptions {
  readonly context: RecoveryContext
  readonly plan: RecoveryPlan
  readonly machines: readonly MachineStart[]
  readonly board: ItemBoard
  /** The plan has come to its end, or stopped after an error. */
  readonly ended: (stopped: boolean, after: readonly string[]) => void
}

type Next = (after: readonly string[]) => void

/** Carries out the groups of a plan, one after the other. */
export class PlanRunner {
  readonly #options: PlanRunnerOptions
  #failed = false

  constructor(options: PlanRunnerOptions) {
    this.#options = options
  }

  /** Begins with the first group. */
  start(after: readonly string[]): void {
    this.#group(0, after)
  }

  #group(index: number, after: readonly string[]): void {
    const { plan, ended } = this.#options
    const group = plan.groups[index]
    if (!group) return ended(false, after)
    if (this.#mustStop()) return this.#stop(index, after)
    this.#actions(`group-${index + 1}/before`, group.before ?? [], after, (begun) => {
      if (this.#mustStop()) return this.#stop(index, begun)
      this.#members(group, begun, (settled) => {
        const follow = group.after ?? []
        if (this.#mustStop()) return this.#stop(index + 1, settled, follow, `group-${index + 1}/after`)
        this.#actions(`group-${index + 1}/after`, follow, settled, (done) => this.#group(index + 1, done))
      })
    })
  }

  #mustStop(): boolean {
    const { plan, context } = this.#options
    return this.#failed && (plan.onError ?? context.policy.onError) === 'stop'
  }

  /** Tells of everything that does not come about now, from this group on, and of actions of the one before. */
  #stop(from: number, after: readonly string[], actions: readonly PlanAction[] = [], prefix = ''): void {
    const { plan, context, ended } = this.#options
    const why = 'the plan stopped after an error'
    actions.forEach((action, index) => context.book.skip({ ...describe(action, `${prefix}/${index + 1}`), after }, why))
    plan.groups.slice(from).forEach((group, index) => {
      const id = `group-${from + index + 1}`
      context.book.skip({ id, name: `start ${group.members.join(', ')}`, by: 'platform', after }, why)
    })
    ended(true, after)
  }

  #members({ members }: PlanGroup, after: readonly string[], next: Next): void {
    const { machines, plan, context } = this.#options
    const starting = machines.filter(({ machine }) => members.includes(machine.id))
    const settled: string[] = []
    if (starting.length === 0) return next(after)
    for (const machine of starting) {
      machine.start(after, plan.waitsFor ?? context.policy.groupsWaitFor, (step, failed) => {
        this.#failed ||= failed
        settled.push(step)
        if (settled.length === starting.length) next(settled)
      })
    }
  }

  /** One after the other; those left when the plan has to stop are told of, and the group does not go on. */
  #actions(prefix: string, actions: readonly PlanAction[], after: readonly string[], next: Next): void {
    const go = (index: number, waitedFor: readonly string[]): void => {
      const action = actions[index]
      if (!action) return next(waitedFor)
      const spec = { ...describe(action, `${prefix}/${index + 1}`), after: waitedFor }
      if (this.#mustStop()) {
        this.#options.context.book.skip(spec, 'the plan stopped after an error')
        return go(index + 1, waitedFor)
      }
      this.#act(action, { ...spec, duration: this.#durationOf(action) }, (done) => go(index + 1, done))
    }
    go(0, after)
  }

  #act(action: PlanAction, spec: StepSpec, next: Next): void {
    const { context } = this.#options
    const ended = (): StepEnd => this.#endOf(action, spec.id)
    const then = ({ outcome }: StepEnd): void => {
      const failed = outcome === 'failed'
      this.#failed ||= failed
      if (action.does !== undefined) this.#seenTo(action.does, action.machine, spec.id, failed)
      if (blocks) next([spec.id])
    }
    const blocks = action.kind === 'script' || context.policy.manualActions === 'block'
    if (action.kind === 'script') context.book.run(spec, ended, then)
    else context.people.request(spec, ended, then)
    if (!blocks) next(spec.after)
  }

  #endOf(action: PlanAction, id: string): StepEnd {
    const { context, board } = this.#options
    const { does, machine } = action
    const obstacle = does === undefined ? null : board.obstacle(does, machine)
    if (obstacle !== null) return { outcome: 'failed', detail: obstacle }
    const oneIn = (action.kind === 'script' ? action.failOneIn : action.wrongOneIn) ?? 0
    if (!strikes(context, `${id}/fails`, oneIn)) return { outcome: 'done' }
    return { outcome: 'failed', detail: action.kind === 'script' ? 'the script failed' : 'confirmed, and not right' }
  }

  #seenTo(item: NonNullable<PlanAction['does']>, machine: string | undefined, step: string, failed: boolean): void {
    const { board } = this.#options
    if (failed) return board.leaveToPeople([step], item, machine)
    board.settle(item, machine, step)
    board.evaluate()
  }

  #durationOf(action: PlanAction): StepSpec['duration'] {
    if (action.kind === 'manual' && action.confirmed === false) return null
    if (action.duration) return action.duration
    const { script, manualAction } = this.#options.context.durations
    if (action.does === undefined) return action.kind === 'script' ? script : manualAction
    return NETWORK_ITEMS[action.does][action.kind === 'script' ? 'script' : 'byHand']
  }
}

function describe(action: PlanAction, id: string): Omit<StepSpec, 'duration' | 'after'> {
  const { name, does = null, machine = null, kind } = action
  return { id, name, machine, item: does, by: kind === 'script' ? 'script' : 'person' }
}
