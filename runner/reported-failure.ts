/** A failure as reporters are told of it: with its meaning, its token and the command that shows it again. */
import type { ReportedFailure } from '../core/drill/events.ts'
import { encodeToken, VERDICTS } from '../core/index.ts'
import type { Failure, Plan } from '../core/index.ts'
import type { ScenarioRef } from './order.ts'
import { replayCommand } from './replay-command.ts'

/** @param plan what shows the failure, with its crash */
export function reportedFailure({ codeHash, file }: ScenarioRef, failure: Omit<Failure, 'plan'>, plan: Plan): ReportedFailure {
  const { plan: _, ...told } = { plan, ...failure }
  const { verdict, crash, traceHash } = told
  const token = encodeToken({ v: 1, scenario: plan.scenario, codeHash, plan, crash, verdict, traceHash })
  return { ...told, meaning: VERDICTS[verdict], token, replay: replayCommand(token, file) }
}
