import { describe, expect, it } from 'vitest'
import { decodeToken, drill, encodeToken, replay } from '../../../core/index.ts'
import type { Failure, Scenario, TokenPayload } from '../../../core/index.ts'
import { zoo } from '../../../scenarios/zoo/index.ts'
import { notebookScenario } from './toys.ts'

const quick = { stateBudget: 120, shrinkAttempts: 0 } as const

/** As a person would: through the text of a token. */
function tokenOf(scenario: Scenario, { plan, crash, verdict, traceHash }: Failure): TokenPayload {
  const decoded = decodeToken(
    encodeToken({ v: 1, scenario: scenario.name, codeHash: 'c0de', plan, crash, verdict, traceHash }),
  )
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.payload
}

/** How a failure came about, coarsely: each has its own way to be replayed. */
const wayOf = ({ crash }: Failure): string => crash.kind + (crash.then ? `+${crash.then.during}` : '')

async function failuresOf(scenario: Scenario, seeds: readonly string[]): Promise<Failure[]> {
  const failures: Failure[] = []
  for (const seed of seeds) failures.push(...(await drill(scenario, { ...quick, seed })).failures)
  return failures
}

const never = new Promise<never>(() => {})
const TOYS: readonly (readonly [string, Scenario, readonly string[]])[] = [
  ['no flush', notebookScenario({ forgetsFlush: true }), ['power-cut', 'process-kill+recovery']],
  ['no flush at boot', notebookScenario({ forgetsOpenFlush: true }), ['process-kill+recovery']],
  ['a replay after a clean quiesce', notebookScenario({ alwaysReplays: true }), ['recovery-point']],
  [
    'a refusal',
    notebookScenario({
      atBoot: (_, { length }) => {
        if (length % 3 === 2) throw new Error('odd')
      },
    }),
    ['disaster', 'power-cut', 'recovery-point'],
  ],
  ['a hang', notebookScenario({ atAppend: (text) => (text.includes('a') ? never : undefined) }), ['run']],
  [
    'a hang after recovery',
    notebookScenario({
      atBoot: (_, texts) => void Object.assign(texts, { old: texts.length > 0 }),
      atAppend: (_text, _context, texts) => ('old' in texts && texts.old ? never : undefined),
    }),
    ['recovery-point+life', 'disaster+life'],
  ],
]

describe('a failure of a toy', () => {
  it.each(TOYS)('%s: replays from its token, to the letter', async (_, scenario, ways) => {
    const failures = await failuresOf(scenario, ways.includes('run') ? ['1'] : ['1', '2', '3', '4'])
    expect(failures.map(wayOf)).toEqual(expect.arrayContaining([...ways]))
    for (const failure of failures) {
      const result = await replay(scenario, tokenOf(scenario, failure))
      expect(result).toMatchObject({ outcome: 'still-fails', verdict: failure.verdict, traceHash: failure.traceHash })
      expect(result.timeline).toEqual(failure.timeline)
      const fixed = await replay(notebookScenario(), tokenOf(scenario, failure))
      expect(fixed.outcome, wayOf(failure)).not.toBe('still-fails')
    }
  })

  it('is not told apart from one that cannot happen any more', async () => {
    const scenario = notebookScenario({ forgetsFlush: true }, { clients: 1 })
    const failures = await failuresOf(scenario, ['1'])
    const failure = failures.find(({ crash }) => crash.kind === 'power-cut')!
    const at = (failure.crash as { at: { operation: number } }).at.operation
    const without = {
      ...failure,
      plan: { ...failure.plan, operations: failure.plan.operations.filter(({ id }) => id !== at) },
    }
    expect((await replay(scenario, tokenOf(scenario, without))).outcome).toBe('plan-no-longer-applies')
    const gone = [
      { ...failure, crash: { kind: 'disaster', disaster: 99 } as const },
      { ...failure, crash: { kind: 'recovery-point', point: 'crash-consistent#99' } as const },
      {
        ...failure,
        crash: { ...failure.crash, then: { during: 'recovery', at: { step: 'completed', operation: null, where: 'nowhere/at-all', label: 'none', nth: 9 }, picks: { pick: 'floors' } } } as Failure['crash'],
      },
    ]
    for (const missing of gone)
      expect((await replay(scenario, tokenOf(scenario, missing))).outcome).toBe('plan-no-longer-applies')
  })

  it('whose judgement is open has not been repaired', async () => {
    const failure = (await failuresOf(notebookScenario({ forgetsFlush: true }), ['1']))[0]!
    const open = notebookScenario(
      {},
      { invariants: { vague: () => ({ status: 'inconclusive', reason: 'who knows' }) } },
    )
    const result = await replay(open, tokenOf(open, failure))
    expect(result).toMatchObject({
      outcome: 'plan-no-longer-applies',
      message: expect.stringContaining('who knows') as string,
    })
  })
})

/** Small drills; that every bug is caught is measured by `seeddrill zoo`. */
const QUICK_BUGS = ['ack-before-flush', 'torn-tail-fatal', 'data-before-log', 'ungrouped-snapshot']

describe('a planted defect', () => {
  it.each(zoo.filter(({ id }) => QUICK_BUGS.includes(id)))(
    '$id is caught within ten seeds, replays, and is gone without the defect',
    async ({ bug, twin, expected }) => {
      let caught: Failure[] = []
      for (let seed = 1; seed <= 10 && caught.length === 0; seed++)
        caught = (await failuresOf(bug, [String(seed)])).filter(({ verdict }) => expected.includes(verdict))
      expect(caught).not.toEqual([])
      for (const failure of caught.slice(0, 3)) {
        const token = tokenOf(bug, failure)
        expect(await replay(bug, token)).toMatchObject({
          outcome: 'still-fails',
          verdict: failure.verdict,
          traceHash: failure.traceHash,
          timeline: failure.timeline,
        })
        const repaired = { ...token, plan: { ...token.plan, replication: twin.policy || null } }
        expect((await replay(twin, repaired)).outcome).not.toBe('still-fails')
      }
    },
  )
})
