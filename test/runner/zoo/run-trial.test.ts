/** What a history of an estate comes to as a trial. */
import { describe, expect, it } from 'vitest'
import { failuresOf, runTrial } from '../../../runner/zoo/run-trial.ts'
import type { HistoryTrialOrder } from '../../../runner/zoo/trial.ts'
import { decodeCase } from '../../../runner/estates/case-token.ts'
import { estateZoo } from '../../../scenarios/zoo/index.ts'
import type { EstateCase } from '../../../scenarios/zoo/index.ts'
import { outcome } from '../estates/outcomes.ts'

const wish = { strategy: 's', history: 'h', kind: 'crash-consistent' }

describe('failuresOf', () => {
  it('counts states up to each verdict, and has promises broken after all attempts', () => {
    const right = outcome({ ...wish, right: true })
    const wrong = outcome({ ...wish, right: false })
    const twice = { ...wrong, attempts: [...wrong.attempts, ...right.attempts] }
    expect(failuresOf([right, twice], ({ recovered }) => `token ${recovered}`)).toEqual([
      { verdict: 'lost-ack', foundAfter: 2, token: 'token false' },
      { verdict: 'service-down', foundAfter: 3, token: 'token false' },
    ])
    expect(failuresOf([right], () => 'x')).toEqual([])
  })
})

describe('a trial of an estate', () => {
  const { bug, twin } = estateZoo.find(({ id }) => id === 'route-forgotten')!
  const orderOf = ({ estate: { name }, ...history }: EstateCase): HistoryTrialOrder =>
    ({ case: 7, seed: 'trial-1', scenario: { name, bundle: null, file: null, codeHash: '0123456789ab', history } })
  const run = (order: HistoryTrialOrder) => runTrial(order, new Int32Array(1), () => {})

  it('is violated with tokens, or passes', async () => {
    const bad = await run(orderOf(bug))
    expect(bad).toMatchObject({ case: 7, outcome: 'violated', states: 1, messages: [] })
    expect(bad.failures[0]).toMatchObject({ verdict: 'service-down', foundAfter: 1 })
    const decoded = decodeCase(bad.failures[0]!.token!)
    expect(decoded).toMatchObject({ ok: true, payload: { estate: 'zoo/route-forgotten', quietDays: 0.25, seed: 'trial-1' } })
    expect(await run(orderOf(twin))).toMatchObject({ outcome: 'passed', states: 1, failures: [] })
  })

  it('that cannot be run says why', async () => {
    const order = orderOf(bug)
    const { outcome: end, messages } = await run({ ...order, scenario: { ...order.scenario, name: 'zoo/nix' } })
    expect(end).toBe('internal-error')
    expect(messages[0]).toContain('there is no scenario zoo/nix')
  })
})
