/** How a scenario stands, as a person calls it: word, sign and colour together. */
import type { CaseOutcome } from '../../../core/drill/events.ts'
import type { TalliedScenario } from '../../../reports/index.ts'
import type { Glyphs } from '../glyphs.ts'
import type { Tone } from '../palette.ts'

export type ScenarioState = 'failing' | 'running' | 'inconclusive' | 'passed' | 'found' | 'not found' | 'waiting'

interface Look {
  readonly tone: Tone
  readonly sign: (glyphs: Glyphs) => string
}

export const STATE_LOOKS: Readonly<Record<ScenarioState, Look>> = {
  failing: { tone: 'fail', sign: ({ bad }) => bad },
  running: { tone: 'strong', sign: ({ working }) => working },
  inconclusive: { tone: 'warn', sign: ({ unsure }) => unsure },
  passed: { tone: 'ok', sign: ({ ok }) => ok },
  found: { tone: 'ok', sign: ({ ok }) => ok },
  'not found': { tone: 'muted', sign: ({ quiet }) => quiet },
  waiting: { tone: 'muted', sign: ({ quiet }) => quiet },
}

const BROKEN: readonly CaseOutcome[] = ['misused', 'not-deterministic', 'internal-error']

/** Of a copy in a tally, which stays as it is until something is added. */
const SEEN = new WeakMap<TalliedScenario, ReadonlySet<CaseOutcome>>()

function outcomesOf(scenario: TalliedScenario): ReadonlySet<CaseOutcome> {
  const known = SEEN.get(scenario)
  if (known) return known
  const { cases, saved } = scenario
  const outcomes = new Set([...cases, ...saved.filter(({ became }) => became !== 'plan-no-longer-applies')].map(({ outcome }) => outcome))
  SEEN.set(scenario, outcomes)
  return outcomes
}

/** A drill that was cut short says nothing about its scenario; one that must fail does well by failing. */
export function stateOf(scenario: TalliedScenario, running: boolean): ScenarioState {
  const outcomes = outcomesOf(scenario)
  const mustFail = scenario.scenario.expects !== null
  const violated = outcomes.has('violated')
  if (BROKEN.some((outcome) => outcomes.has(outcome)) || (violated && !mustFail)) return 'failing'
  if (running) return 'running'
  if (mustFail) return violated ? 'found' : outcomes.size > 0 ? 'not found' : 'waiting'
  if (outcomes.has('inconclusive')) return 'inconclusive'
  return outcomes.has('passed') ? 'passed' : 'waiting'
}
