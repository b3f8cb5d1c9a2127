import { describe, expect, it } from 'vitest'
import { createColors } from 'picocolors'
import { adviceText } from '../../../reports/index.ts'
import type { AdviceReport } from '../../../reports/index.ts'
import { builtInScenario, chooseAdvised, openEstateCatalog } from '../../../runner/estates/catalog.ts'
import { estateFactsOf, estatesOf, loadEstate, wrappedScenariosOf } from '../../../runner/estates/load-estate.ts'
import { estateOfScenario } from '../../../runner/estates/scenario-estate.ts'
import { runHistoryOrder } from '../../../runner/estates/run-history.ts'
import { strategies } from '../../../core/drill/estate/index.ts'
import { suite } from '../../../scenarios/index.ts'
import { ordersEstate } from '../../../scenarios/orders-estate.ts'

const scenario = suite[0]!

describe('a scenario that advice is wanted about', () => {
  it('becomes an estate of defaults, whose machines are one group and wait for nothing', () => {
    const wrapped = estateOfScenario(scenario)
    const ids = Object.keys(scenario.machines as object)
    expect(wrapped).toMatchObject({ name: scenario.name, dependencies: [], recoveryPlan: { groups: [{ members: ids }] } })
    expect(estateFactsOf(wrapped).ofScenario).toBe(true)
    expect(estateFactsOf(ordersEstate).ofScenario).toBe(false)
  })

  it('is found in a module unless an estate is made of it', () => {
    expect(wrappedScenariosOf({ scenario }).map(({ name }) => name)).toEqual([scenario.name])
    expect(wrappedScenariosOf({ ordersEstate, inner: ordersEstate.scenario })).toEqual([])
    expect(estatesOf({ scenario })).toEqual([])
  })

  it('is found by its name, and an estate comes first', async () => {
    const catalog = await openEstateCatalog([], process.cwd())
    try {
      expect((await chooseAdvised(catalog, scenario.name)).facts).toMatchObject({ name: scenario.name, ofScenario: true })
      expect((await chooseAdvised(catalog, 'orders')).facts.ofScenario).toBe(false)
      expect((await chooseAdvised(catalog, undefined)).facts.name).toBe('orders')
      await expect(chooseAdvised(catalog, 'nothing-like-it')).rejects.toThrow('there is no estate nothing-like-it')
    } finally {
      catalog.close()
    }
  })

  it('is loaded by its name where it runs', async () => {
    const { ref } = (await builtInScenario(scenario.name))!
    expect((await loadEstate(ref)).scenario.name).toBe(scenario.name)
    const report = await runHistoryOrder({
      case: 0, estate: { ...ref, name: 'nothing-like-it' }, part: null, strategies: [strategies.asr], seed: 's', kinds: ['region-loss'], disasters: 1, quietDays: 0, inFull: false,
    })
    expect(report).toMatchObject({ ok: false, message: expect.stringContaining('there is no scenario nothing-like-it') as string })
  })

  it('is said to be one', () => {
    const report = { estate: 'x', ofScenario: true, histories: 0, historiesAsked: 1, disastersPerHistory: 1, seed: 's', endedBy: null, applications: [], messages: [] } as unknown as AdviceReport
    const text = (each: AdviceReport) => adviceText(each, 'en', createColors(false))
    expect(text(report)).toContain('A plain scenario')
    expect(text({ ...report, ofScenario: false })).not.toContain('A plain scenario')
  })
})
