/** An estate of which only the data of one machine is judged: what its own application makes of a copy. */
import type { Estate } from '../../core/drill/estate/index.ts'
import type { Scenario } from '../../core/index.ts'

/**
 * All machines run, boot and are asked as before.
 * @throws RangeError when the estate says nothing of this machine's data
 */
export function partEstate(estate: Estate, machine: string): Estate {
  const part = estate.parts[machine]
  if (!part) throw new RangeError(`estate ${estate.name}: parts says nothing of ${machine}`)
  const show = part.show as (observed: unknown) => unknown
  const { observe, project = (state: unknown) => state } = estate.scenario as PlainScenario
  const scenario = {
    ...estate.scenario,
    observe: async (machines: unknown) => show(await observe(machines)),
    project: (state: unknown) => show(project(state)),
    // Of the whole: they could not be told a part.
    invariants: {},
  } as Scenario
  return { ...estate, scenario, parts: {} }
}

interface PlainScenario {
  readonly observe: (machines: unknown) => unknown
  readonly project?: (state: unknown) => unknown
}
