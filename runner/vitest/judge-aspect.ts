/** What a test says of one aspect of a scenario, by the reports of all its drills. */
import { createColors } from 'picocolors'
import type { Scenario } from '../../core/index.ts'
import { collectFailures } from '../../reports/collapsed-failures.ts'
import type { CollapsedFailure } from '../../reports/collapsed-failures.ts'
import { failureBlock } from '../../reports/failure-block.ts'
import { plain } from '../../reports/format.ts'
import type { CaseReport } from '../order.ts'
import { titleOf } from './aspects.ts'
import type { Aspect } from './aspects.ts'
import type { TestAnswer } from './order.ts'

export type AspectVerdict =
  | { readonly says: 'passed' }
  | { readonly says: 'failed'; readonly text: string }
  /** Neither: nothing was seen of it. */
  | { readonly says: 'skipped'; readonly text: string }

const PASSED: AspectVerdict = { says: 'passed' }

/** A drill without a clear answer fails every test: it is never a pass. */
export function judgeAspect(aspect: Aspect, scenario: Scenario, answer: TestAnswer): AspectVerdict {
  if (!answer.ok) return { says: 'failed', text: answer.message }
  const { reports } = answer
  const own = failuresIn(reports).filter(({ first }) => titleOf(first, scenario) === aspect.title)
  if (own.length > 0) return { says: 'failed', text: own.map((failure) => textOf(scenario.name, failure)).join('\n\n') }
  const unclear = reports.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'violated')
  if (unclear.length > 0 || reports.length === 0) return { says: 'failed', text: unclearText(unclear) }
  return notReached(aspect, reports) ?? PASSED
}

const textOf = (scenario: string, failure: CollapsedFailure): string => failureBlock(scenario, failure, createColors(false)).join('\n')

/** Each failure once, as the first seed showed it. */
function failuresIn(reports: readonly CaseReport[]): readonly CollapsedFailure[] {
  const found = collectFailures()
  for (const { result, failures } of reports) for (const failure of failures) found.add(failure, result!.seed)
  return found.failures
}

function unclearText(reports: readonly CaseReport[]): string {
  const lines = reports.flatMap(({ outcome, messages }) => [`the drill ended ${outcome}`, ...messages.map(plain)])
  return [...new Set(lines)].join('\n') || 'nothing was drilled'
}

/** What should come true once in a campaign need not do so in few seeds. */
function notReached({ property }: Aspect, reports: readonly CaseReport[]): AspectVerdict | null {
  if (property?.kind !== 'sometimes' && property?.kind !== 'reachable') return null
  const rows = reports.flatMap(({ result }) => result?.properties ?? [])
  const seen = rows.some(({ name, app, passed }) => name === property.name && app === property.app && passed > 0)
  return seen ? null : { says: 'skipped', text: `never came true in ${reports.length} ${reports.length === 1 ? 'seed' : 'seeds'}` }
}
