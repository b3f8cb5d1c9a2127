/** What a product's failover does and allows, as data, so that other products are presets. Plain JSON. */
import { checkDuration, documentedMinutes } from '../sim/duration.ts'
import type { DurationModel } from '../sim/duration.ts'
import { NAMED_CHOICES } from './choice.ts'
import type { NamedChoice } from './choice.ts'
import { MACHINE_STAGES } from './network-items.ts'
import type { MachineStage } from './network-items.ts'

const HOUR = 3_600_000_000

/** The terms of the lower bound for a reprotection. */
export interface ReprotectTerms {
  /** The difference is copied at this share of what the disk can do, in percent. */
  readonly copyPercentOfDisk: number
  /** Points queued meanwhile take this share of comparison and copy, in percent. */
  readonly queuePercent: number
  /** The service makes itself large enough first. */
  readonly scaleUp: DurationModel
}

export interface FailoverPolicy {
  readonly name: string
  /** The choices of a state that are offered. */
  readonly choices: readonly (NamedChoice | 'custom')[]
  /**
   * An unplanned failover tries to shut the source down. `best-effort`: and goes on when that fails, which leaves two
   * live copies. `required`: it is given up. A planned one is given up in any case.
   */
  readonly unplannedShutdown: 'best-effort' | 'required'
  /** After a commit there is nothing to change to. */
  readonly commitDeletesPoints: boolean
  /** What a cancelled failover leaves: replication was stopped first. */
  readonly cancelLeaves: 'replication-stopped' | 'protected'
  /** When a test failover counts as made. */
  readonly testCounts: 'after-cleanup' | 'at-once'
  readonly maximumPlanGroups: number
  readonly maximumPlanInstances: number
  /** What a plan that does not say otherwise does after an error. */
  readonly onError: 'continue' | 'stop'
  /** How far the machines of a group are when a plan goes on that does not say otherwise. */
  readonly groupsWaitFor: MachineStage
  /** `block`: nothing of the plan goes on until a person confirms. `notify`: they are told, and it goes on. */
  readonly manualActions: 'block' | 'notify'
  /** Whether a machine keeps its private address where that is free at the target. */
  readonly privateAddress: 'kept-if-free' | 'new'
  readonly reprotect: ReprotectTerms
  /** What the maker promises, from the trigger to running machines. Null: nothing. */
  readonly rtoObjectiveUs: number | null
}

/**
 * Azure Site Recovery. Source of each field: its documentation ("Run a failover", "About recovery plans", "Reprotect",
 * "Set up IP addressing", the service-level agreement), unless its comment says otherwise.
 */
const asr: FailoverPolicy = {
  name: 'asr',
  choices: [...NAMED_CHOICES, 'custom'],
  unplannedShutdown: 'best-effort',
  commitDeletesPoints: true,
  cancelLeaves: 'replication-stopped',
  testCounts: 'after-cleanup',
  maximumPlanGroups: 7,
  maximumPlanInstances: 100,
  onError: 'continue',
  // Assumed: documents speak of machines that are started, not of what runs on them.
  groupsWaitFor: 'created',
  manualActions: 'block',
  privateAddress: 'kept-if-free',
  reprotect: {
    copyPercentOfDisk: 23,
    queuePercent: 20,
    // The range is documented, the shape within it ours; an estimate takes the minimum.
    scaleUp: documentedMinutes(20, 25, 'Azure Site Recovery documentation, "Reprotect": 20 to 30 minutes', 30),
  },
  rtoObjectiveUs: HOUR,
}

const CHOICES_OF: Readonly<Partial<Record<keyof FailoverPolicy, readonly unknown[]>>> = {
  unplannedShutdown: ['best-effort', 'required'],
  commitDeletesPoints: [true, false],
  cancelLeaves: ['replication-stopped', 'protected'],
  testCounts: ['after-cleanup', 'at-once'],
  onError: ['continue', 'stop'],
  groupsWaitFor: MACHINE_STAGES,
  manualActions: ['block', 'notify'],
  privateAddress: ['kept-if-free', 'new'],
}

/**
 * Refuses what no failover can be.
 * @throws RangeError naming the field and its value
 */
export function checkFailoverPolicy(policy: FailoverPolicy): void {
  const fail = (field: string, rule: string, value: unknown): never => {
    throw new RangeError(`FailoverPolicy.${field}: must be ${rule}, got ${String(value)}`)
  }
  for (const [field, values] of Object.entries(CHOICES_OF)) {
    const value = policy[field as keyof FailoverPolicy]
    if (!values.includes(value)) fail(field, `one of ${values.join(', ')}`, value)
  }
  const offered: readonly unknown[] = [...NAMED_CHOICES, 'custom']
  if (policy.choices.length === 0 || !policy.choices.every((choice) => offered.includes(choice))) fail('choices', `some of ${offered.join(', ')}`, policy.choices)
  for (const field of ['maximumPlanGroups', 'maximumPlanInstances'] as const)
    if (!(Number.isSafeInteger(policy[field]) && policy[field] > 0)) fail(field, 'a positive whole number', policy[field])
  const { copyPercentOfDisk, queuePercent, scaleUp } = policy.reprotect
  if (!(copyPercentOfDisk > 0)) fail('reprotect.copyPercentOfDisk', 'positive', copyPercentOfDisk)
  if (!(queuePercent >= 0)) fail('reprotect.queuePercent', '≥ 0', queuePercent)
  checkDuration('FailoverPolicy.reprotect.scaleUp', scaleUp)
  if (policy.rtoObjectiveUs !== null && !(policy.rtoObjectiveUs > 0)) fail('rtoObjectiveUs', 'null or positive', policy.rtoObjectiveUs)
}

/** The presets by name. */
export const failoverPolicies = { asr } as const satisfies Record<string, FailoverPolicy>
