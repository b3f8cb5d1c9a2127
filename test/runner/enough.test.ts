import { describe, expect, it } from 'vitest'
import type { EarlyEnd } from '../../core/drill/events.ts'
import { coveredBy } from '../../runner/covered.ts'
import { createEnough } from '../../runner/enough.ts'
import { drillResult, runScenario } from '../reports/run-events.ts'

const nobody = () => false
const growing = (nth: number) => drillResult({ faults: { [`fault ${nth}`]: 1 } })
const quiet = drillResult()

describe('createEnough', () => {
  const scenarios = [runScenario('one', []), runScenario('two', [])]
  const ends = (stableAfter: number | undefined, drills: readonly (readonly [string, ReturnType<typeof drillResult> | null])[], change = {}): readonly (EarlyEnd | null)[] => {
    const enough = createEnough({ scenarios, stableAfter, ...change })
    return drills.map(([name, result]) => enough({ scenario: { name } }, { result }, nobody))
  }

  it('is stable when the last drills of every scenario covered nothing new', () => {
    expect(ends(1, [['one', quiet], ['two', quiet], ['one', quiet], ['two', quiet]])).toEqual([null, null, null, 'stable'])
    expect(ends(1, [['one', quiet], ['two', quiet], ['one', quiet], ['two', growing(1)], ['two', growing(1)]])).toEqual([null, null, null, null, 'stable'])
    expect(ends(2, [['one', null], ['two', null], ['one', null], ['two', growing(0)], ['one', null], ['two', null]])).toEqual([null, null, null, null, null, null])
    expect(ends(undefined, [['one', quiet], ['one', quiet], ['two', quiet], ['two', quiet]])).toEqual([null, null, null, null])
  })

  it('waits for an expected failure, and not for a scenario that is decided', () => {
    const enough = createEnough({ scenarios: [runScenario('one', []), runScenario('zoo/x', [], ['lost-ack'])], stableAfter: 1 })
    const hear = (isDecided: (name: string) => boolean) => enough({ scenario: { name: 'one' } }, { result: quiet }, isDecided)
    expect([hear(nobody), hear(nobody), hear((name) => name === 'zoo/x')]).toEqual([null, null, 'stable'])
  })

  it('counts drills, and no saved failures', () => {
    expect(ends(undefined, [['one', quiet], ['two', quiet], ['one', quiet]], { maxCases: 2 })).toEqual([null, 'max-cases', 'max-cases'])
    const enough = createEnough({ scenarios, maxCases: 1 })
    expect(enough({ scenario: { name: 'one' }, saved: {} }, { result: null }, nobody)).toBeNull()
  })
})

describe('coveredBy', () => {
  it('names what happened at all, and observations by powers of two', () => {
    const cells = coveredBy(quiet)
    expect(cells).toEqual(expect.arrayContaining(['phase quiet', 'failover latest', 'fault stall', 'stall before power-cut', 'property ledger: a torn tail is cut', 'observations 5']))
    expect(cells).not.toContain('fault enospc')
    expect(cells).not.toContain('property ledger: the log wraps round')
    const more = (distinctObservations: number) => coveredBy(drillResult({ crashStates: { ...quiet.crashStates, distinctObservations } })).at(-1)
    expect([more(0), more(1), more(31), more(32), more(63)]).toEqual(['observations 0', 'observations 1', 'observations 5', 'observations 6', 'observations 6'])
  })
})
