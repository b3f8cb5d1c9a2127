import { expect, it } from 'vitest'
import { historyPlan } from '../../../../core/drill/estate/history-plan.ts'
import { ProtectedEstate } from '../../../../core/drill/estate/protected-estate.ts'
import { ordersEstate } from '../../../../scenarios/orders-estate.ts'

const HOUR_US = 3_600_000_000

it('an estate keeps nothing for crashes that nobody cuts and traces that nobody compares, and forgets its log', async () => {
  const running = await ProtectedEstate.begin(ordersEstate, { replication: null, backup: null }, historyPlan(ordersEstate, 'light', 0), [])
  await running.runTo(HOUR_US)
  const { site } = running
  const files = site.machines.flatMap((machine) => machine.files).filter((each) => each !== null)
  expect(files.length).toBeGreaterThan(0)
  expect(files.flatMap(({ changes }) => changes)).toEqual([])
  expect(() => site.keeper).toThrow('Site.keeper: no crash can be cut from this site')
  expect(site.kernel.trace.length).toBe(0)
  expect(site.log.base).toBeGreaterThan(0)
  running.dispose()
})
