/** Each habit of a toy ends in its own verdict, and the same toy without it in none. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import type { AppContext, DrillResult, InvariantContext, Scenario } from '../../../core/index.ts'
import type { VerdictName } from '../../../core/oracle/index.ts'
import { policies } from '../../../core/replication/policies.ts'
import { halvesScenario, notebookScenario, shelfScenario } from './toys.ts'

const SEEDS = ['1', '2', '3', '4', '5', '6']
const never = new Promise<never>(() => {})

function run(scenario: Scenario, seed: string): Promise<DrillResult> {
  return drill(scenario, { seed, stateBudget: 120, shrinkAttempts: 0 })
}

/** The verdicts of the first seed that shows this one; of all seeds when none does. */
async function verdictsUntil(wanted: VerdictName, scenario: Scenario): Promise<Set<VerdictName>> {
  const verdicts = new Set<VerdictName>()
  for (const seed of SEEDS) {
    for (const failure of (await run(scenario, seed)).failures) verdicts.add(failure.verdict)
    if (verdicts.has(wanted)) break
  }
  return verdicts
}

const faultyPolicy = { ...policies.fast, defects: { snapshotWithoutFreeze: true } }

/** Remembers across crashes what the boot before it found. */
function forgetful(): Scenario {
  let before: readonly string[] = []
  return notebookScenario({
    atBoot: (_context, texts) => {
      const now = [...texts]
      texts.splice(0, texts.length, ...(before.length > now.length ? before : now))
      before = now
    },
  })
}

const WRONG: readonly (readonly [VerdictName, string, Scenario])[] = [
  ['lost-ack', 'acknowledges without a flush', notebookScenario({ forgetsFlush: true })],
  ['recovery-not-idempotent', 'shows what only a cache holds', notebookScenario({ forgetsOpenFlush: true })],
  ['not-clean', 'replays after a clean quiesce', notebookScenario({ alwaysReplays: true })],
  [
    'refuses-to-open',
    'throws at boot',
    notebookScenario({
      atBoot: (_, { length }) => {
        if (length === 3) throw new Error('three')
      },
    }),
  ],
  [
    'refuses-to-open',
    'hangs at boot',
    notebookScenario({ atBoot: (_, { length }) => (length === 3 ? never : undefined) }),
  ],
  ['refuses-to-open', 'sleeps for ever at boot', notebookScenario({ atBoot: sleepsOnThree })],
  ['refuses-to-open', 'reads for ever at boot', notebookScenario({ atBoot: readsOnThree })],
  [
    'refuses-to-open',
    'cannot be read back',
    notebookScenario({ atRead: (texts) => (texts.length === 3 ? never : undefined) }),
  ],
  ['service-down', 'never answers', notebookScenario({ atAppend: (text) => (text.includes('a') ? never : undefined) })],
  ['service-down', 'dies in the background', notebookScenario({ atBoot: diesLater })],
  ['leaked-memory', 'keeps memory over a crash', forgetful()],
  ['partial-transaction', 'writes the parts of a transaction one by one', shelfScenario(false)],
  ['wrong-data', 'checks no tear', halvesScenario(false)],
  ['mislabelled-point', 'is never frozen', notebookScenario({}, { policy: faultyPolicy })],
]

async function sleepsOnThree({ clock }: AppContext<'log'>, texts: string[]): Promise<void> {
  while (texts.length === 3) await clock.sleep(0)
}

async function readsOnThree({ volumes }: AppContext<'log'>, texts: string[]): Promise<void> {
  while (texts.length === 3) await volumes.log.read(0, 512)
}

function diesLater(context: AppContext<'log'>): void {
  context.spawn('cleaner', async () => {
    await context.clock.sleep(3000)
    throw new Error('out of soap')
  })
}

describe('a toy that', () => {
  it.each(WRONG)('ends in %s: %s', async (verdict, _, scenario) => {
    expect(await verdictsUntil(verdict, scenario)).toContain(verdict)
  })

  it.each([
    ['does all that it should', notebookScenario()],
    ['checks its tears', halvesScenario(true)],
    ['writes a transaction as one sector', shelfScenario(true)],
    ['has no replica', notebookScenario({}, { policy: false })],
  ])('%s raises no alarm', async (_, scenario) => {
    for (const seed of SEEDS) {
      const result = await run(scenario, seed)
      expect(result.failures.map(({ verdict, message }) => `${verdict}: ${message}`)).toEqual([])
      expect(result.status).toBe('passed')
      expect(result.crashStates.checked).toBeGreaterThan(10)
    }
  })

  it('hangs only after a recovery is down after it', async () => {
    const stale = new WeakSet<string[]>()
    const scenario = notebookScenario({
      atBoot: (_, texts) => void (texts.length > 0 && stale.add(texts)),
      atAppend: (_text, _context, texts) => (stale.has(texts) ? never : undefined),
    })
    const results = await Promise.all(SEEDS.map((seed) => run(scenario, seed)))
    const failures = results.flatMap((result) => result.failures)
    expect(new Set(failures.map(({ verdict }) => verdict))).toEqual(new Set(['service-down']))
    expect(failures.every(({ crash }) => crash.then?.during === 'life')).toBe(true)
    expect(failures[0]!.message).toMatch(/^after recovery, operation \d+ was never answered$/)
  })

  it('acknowledges nothing proves nothing', async () => {
    const failing = notebookScenario({
      atAppend: () => {
        throw new TypeError('no such table')
      },
    })
    const result = await run(failing, '1')
    expect(result.status).toBe('inconclusive')
    expect(result.inconclusive[0]).toMatch(/no operation was acknowledged.*no such table/)
  })
})

describe('invariants of a scenario', () => {
  it('fire under their own name, with what the cut demands', async () => {
    const scenario = notebookScenario(
      {},
      {
        invariants: {
          short: ({ observed }: { observed: readonly string[] }) =>
            observed.length < 5
              ? { status: 'ok' as const }
              : { status: 'violated' as const, verdict: 'phantom' as const, message: 'five is too many' },
        },
      },
    )
    const { failures } = await run(scenario, '1')
    expect(new Set(failures.map(({ verdict }) => verdict))).toEqual(new Set(['phantom']))
    expect(failures[0]!.message).toBe('short: five is too many')
  })

  it('stay silent when they hold, on every kind of recovery', async () => {
    const kinds = new Set<string>()
    const scenario = notebookScenario(
      {},
      {
        invariants: {
          complete: (shown: InvariantContext<string, readonly string[]>) => {
            // A copy has all of it.
            const { kind, must, may, observed } = { ...shown }
            kinds.add(kind)
            return must.length <= observed.length && observed.length <= may.length
              ? { status: 'ok' as const }
              : { status: 'violated' as const, verdict: 'lost-ack' as const, message: 'out of bounds' }
          },
        },
      },
    )
    const result = await run(scenario, '1')
    expect(result.failures).toEqual([])
    expect([...kinds]).toEqual(
      expect.arrayContaining(['power-cut', 'process-kill', 'crash-consistent', 'app-consistent']),
    )
  })

  it('that do not know are no pass', async () => {
    const result = await run(
      notebookScenario({}, { invariants: { vague: () => ({ status: 'inconclusive', reason: 'who knows' }) } }),
      '1',
    )
    expect(result.status).toBe('inconclusive')
    expect(result.inconclusive.join()).toContain('vague: who knows')
  })
})
