/**
 * The host gets its turn whenever one suspension lifts the guard. Guarded work inside guarded work would keep it up
 * then, and what the host does in its turn would be taken for the application's.
 */
import { expect, it } from 'vitest'
import { decodeToken, drill, encodeToken, replay } from '../../../core/index.ts'
import { resumeGuard, suspendGuard } from '../../../core/sim/guard.ts'
import { notebookScenario } from './toys.ts'

it('one suspension lifts the guard, also while a failure is shrunk, explained and replayed', async () => {
  let boots = 0
  const scenario = notebookScenario({
    forgetsFlush: true,
    atBoot: () => {
      boots++
      suspendGuard()
      try {
        Date.now()
      } finally {
        resumeGuard()
      }
    },
  })
  const { failures } = await drill(scenario, { seed: '1', stateBudget: 60, shrinkAttempts: 10 })
  expect(failures[0]!.cause).not.toBeNull()
  const { plan, crash, verdict, traceHash } = failures[0]!
  const decoded = decodeToken(encodeToken({ v: 1, scenario: plan.scenario, codeHash: 'code', plan, crash, verdict, traceHash }))
  if (!decoded.ok) throw new Error(decoded.message)
  const before = boots
  expect(await replay(scenario, decoded.payload)).toMatchObject({ outcome: 'still-fails', verdict, cause: failures[0]!.cause })
  expect(boots).toBeGreaterThan(before)
})
