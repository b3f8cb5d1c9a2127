import { describe, expect, it } from 'vitest'
import { checkDeterminism, drill } from '../../../core/index.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { suite } from '../../../scenarios/suite.ts'
import { notebookScenario, shelfScenario } from './toys.ts'

const quick = { stateBudget: 60, shrinkAttempts: 0 } as const
const hashes = ({ traceHash, stateHash, sweepHash }: { traceHash: string; stateHash: string; sweepHash: string }) => ({
  traceHash,
  stateHash,
  sweepHash,
})

describe('a drill', () => {
  it.each([suite[0]!, shelfScenario(false)])('of $name twice gives one result', async (scenario) => {
    const options = { seed: 'twice', stateBudget: 60, shrinkAttempts: 10 }
    const first = await drill(scenario, options)
    expect(await drill(scenario, options)).toEqual(first)
    expect(first.crashStates.checked).toBeGreaterThan(20)
  })

  it('has one run before any crash, however many states are examined after it', async () => {
    // Without faults: an error at the start would leave fewer states than the budget.
    const plan = { ...generatePlan(suite[0]!, '4'), faults: [] }
    const results = []
    for (const stateBudget of [1, 30, 200]) results.push(await drill(suite[0]!, { ...quick, plan, stateBudget }))
    expect(new Set(results.map(({ traceHash }) => traceHash)).size).toBe(1)
    expect(new Set(results.map(({ stateHash }) => stateHash)).size).toBe(1)
    expect(new Set(results.map(({ sweepHash }) => sweepHash)).size).toBe(3)
    expect(results[2]!.crashStates.checked - results[1]!.crashStates.checked).toBeGreaterThan(150)
  })

  it('has another trace when one letter of one operation is another', async () => {
    const scenario = notebookScenario()
    const plan = generatePlan(scenario, '4')
    const [first, ...others] = plan.operations
    const altered = {
      ...plan,
      operations: [{ ...first!, value: `${(first!.value as string).slice(0, -1)}z` }, ...others],
    }
    const one = await drill(scenario, { ...quick, plan })
    const other = await drill(scenario, { ...quick, plan: altered })
    expect(other.traceHash).not.toBe(one.traceHash)
    expect(other.stateHash).not.toBe(one.stateHash)
  })

  it('is not disturbed by another that runs at the same time', async () => {
    const scenarios = [suite[0]!, suite[2]!, notebookScenario()]
    const alone = []
    for (const scenario of scenarios) alone.push(hashes(await drill(scenario, { ...quick, seed: '6' })))
    const together = await Promise.all(scenarios.map((scenario) => drill(scenario, { ...quick, seed: '6' })))
    expect(together.map(hashes)).toEqual(alone)
  })

  it('counts every generated state once', async () => {
    for (const scenario of [suite[0]!, shelfScenario(false)]) {
      const { crashStates, skippedBecause } = await drill(scenario, { ...quick, seed: '2', stateBudget: 40 })
      expect(crashStates.generated).toBe(crashStates.deduped + crashStates.skipped + crashStates.checked)
      expect(Object.values(skippedBecause).reduce((sum, states) => sum + states, 0)).toBe(crashStates.skipped)
    }
  })
})

describe('the determinism check', () => {
  it.each(suite)('finds nothing in $name', async (scenario) => {
    const { equal, lines } = await checkDeterminism(scenario, { ...quick, seed: '3', stateBudget: 30 })
    expect(lines).toEqual([])
    expect(equal).toBe(true)
  })

  it('names the first event that came at another time', async () => {
    let appends = 0
    const scenario = notebookScenario({ atAppend: (_text, { clock }) => clock.sleep(++appends) })
    const { equal, lines } = await checkDeterminism(scenario, { ...quick, seed: '3' })
    expect(equal).toBe(false)
    expect(lines[0]).toMatch(/^toy\/notebook, seed 3: traceHash differs/)
    expect(lines.join('\n')).toMatch(/first divergent event: #\d+\n(.*\n)+ {2}1 .*\n {2}2 /)
  })

  it('sees data that is another although no event is', async () => {
    let reads = 0
    const scenario = notebookScenario({ atRead: (texts) => [...texts, String(++reads)] })
    const { equal, lines } = await checkDeterminism(scenario, { ...quick, seed: '3' })
    expect(equal).toBe(false)
    expect(lines[0]).toMatch(/sweepHash differs/)
    expect(lines.at(-1)).toMatch(/module-level state/)
  })
})
