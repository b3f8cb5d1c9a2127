/** What a saved NDJSON file holds that can be looked at: the failures of a run, or one outcome of a comparison. */
import type { FailureFound, RunScenario } from '../../core/drill/events.ts'
import type { CaseEvent } from '../estates/case-events.ts'
import { UsageError } from '../usage-error.ts'

export interface SavedFailure extends Pick<FailureFound, 'scenario' | 'seed' | 'failure'> {
  /** Null: the file has lost the begin of its run. */
  readonly about: RunScenario | null
}

export type SavedRun =
  | { readonly kind: 'failures'; readonly failures: readonly SavedFailure[] }
  | { readonly kind: 'case'; readonly events: readonly CaseEvent[] }

/** Fields, and those within them, without which a line of this type cannot be shown. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  failure: [
    'scenario', 'seed', 'failure', 'failure.fingerprint', 'failure.verdict', 'failure.message', 'failure.meaning', 'failure.token', 'failure.timeline',
    'failure.crash.kind', 'failure.scene.lanes', 'failure.scene.marks',
  ],
  'run-started': ['scenarios'],
  disaster: ['kind', 'atHistoryUs'],
  step: ['id', 'name', 'startUs'],
}

interface Line {
  readonly v: 1
  readonly type: string
}

/**
 * A run that was interrupted has lost its end, which is no reason not to look at what it found.
 * @throws UsageError when it is neither of the two, or holds nothing to look at
 */
export function readSavedRun(name: string, text: string): SavedRun {
  const lines = text.split('\n').flatMap((line, index, all) => (line === '' ? [] : lineOf(line, `${name}:${index + 1}`, index === all.length - 1)))
  if (lines[0]?.type === 'case') return { kind: 'case', events: lines as readonly Line[] as readonly CaseEvent[] }
  if (!lines.some(({ type }) => type === 'run-started' || type === 'failure'))
    throw new UsageError(`${name} holds no events of a run; write them with --reporter ndjson=${name}`)
  const scenarios = lines.flatMap((line) => (line.type === 'run-started' ? (line as unknown as { readonly scenarios: readonly RunScenario[] }).scenarios : []))
  const failures = lines.flatMap((line) => (line.type === 'failure' ? [line as unknown as FailureFound] : []))
  if (failures.length === 0) throw new UsageError(`${name} holds no failure; name a scenario to explore a run that passes`)
  return { kind: 'failures', failures: failures.map(({ scenario, seed, failure }) => ({ scenario, seed, failure, about: scenarios.find((row) => row.name === scenario) ?? null })) }
}

/** @param isLast a line that was being written when the run was killed */
function lineOf(text: string, place: string, isLast: boolean): readonly Line[] {
  let value: Partial<Line> | null
  try {
    value = JSON.parse(text) as Partial<Line> | null
  } catch {
    if (isLast) return []
    throw new UsageError(`${place}: no event of a run; it must be a file of --reporter ndjson`)
  }
  if (value?.v !== 1 || typeof value.type !== 'string') throw new UsageError(`${place}: no event of a run; it must be a file of --reporter ndjson`)
  const missing = (NEEDED[value.type] ?? []).find((field) => !isThere(value, field.split('.')))
  if (missing !== undefined) throw new UsageError(`${place}: the event ${value.type} has no ${missing}; the file was changed`)
  return [value as Line]
}

function isThere(value: unknown, [name, ...deeper]: readonly string[]): boolean {
  if (name === undefined) return true
  return typeof value === 'object' && value !== null && name in value && isThere((value as Readonly<Record<string, unknown>>)[name], deeper)
}
