import { expect, it } from 'vitest'
import { judge } from '../../../core/drill/judge.ts'
import type { Case } from '../../../core/drill/judge.ts'
import type { Verdict, VerdictName } from '../../../core/oracle/index.ts'

const violated = (verdict: VerdictName): Verdict => ({ status: 'violated', verdict, message: verdict })

/** What is said of data in which the oracle and the scenario's own invariant each find something. */
function verdictOf(oracle: Verdict, own: Verdict): Verdict {
  const judged = { kind: 'power-cut', claim: { contract: 'ack', must: [], may: [] }, clean: false,
    observation: { ok: true, observed: null, text: 'null', key: 'null', replayed: 0 } } as unknown as Case
  const scenario = { name: 'judged', invariants: { own: () => own } }
  return judge(scenario as never, { faults: [] } as never, { check: () => oracle } as never, judged)
}

it('calls damage by its name, whatever else it has led to', () => {
  expect(verdictOf(violated('wrong-data'), violated('silent-corruption'))).toMatchObject({ verdict: 'silent-corruption' })
  expect(verdictOf({ status: 'ok' }, violated('silent-corruption'))).toMatchObject({ verdict: 'silent-corruption' })
})

it('asks the oracle first otherwise', () => {
  expect(verdictOf(violated('lost-ack'), violated('wrong-data'))).toMatchObject({ verdict: 'lost-ack' })
  expect(verdictOf(violated('lost-ack'), { status: 'ok' })).toMatchObject({ verdict: 'lost-ack' })
})
