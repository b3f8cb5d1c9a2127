import { describe, expect, it } from 'vitest'
import { FAULTS } from '../../../core/block/faults.ts'
import type { FaultKind } from '../../../core/block/faults.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { firedFaults, runSource } from '../../../core/drill/source-run.ts'
import { drill } from '../../../core/index.ts'
import type { DrillResult, Scenario } from '../../../core/index.ts'
import { logWriterScenario } from '../../../scenarios/log-writer-scenario.ts'
import { suite } from '../../../scenarios/suite.ts'
import { walDbScenario } from '../../../scenarios/wal-db-scenario.ts'
import { notebookScenario, readSector, SECTOR, toSector } from './toys.ts'

const database = walDbScenario('wal-db')
const SURVIVABLE = database.faults! as readonly FaultKind[]
const log = logWriterScenario('log')

/** A drill of a generated plan with one fault instead of its own. */
function drillWith(scenario: Scenario, kind: FaultKind, disk: string, seed: string, oneIn = 4): Promise<DrillResult> {
  const plan = { ...generatePlan(scenario, seed), faults: [{ kind, disk, fromUs: 6000, toUs: 60_000, oneIn }] }
  return drill(scenario, { plan, stateBudget: 80, shrinkAttempts: 0 })
}

/** Of a notebook's volume. */
const LAST = 127

const verdictsOf = ({ failures }: DrillResult): string[] =>
  failures.map(({ verdict, message }) => `${verdict}: ${message}`)

describe('faults that an application claims to survive', () => {
  it('strike in the seeds of the suite, each kind of them', async () => {
    const struck = new Set<string>()
    for (let seed = 0; seed < 300 && struck.size < SURVIVABLE.length; seed++) {
      const scenario = suite[seed % suite.length]!
      const run = await runSource(scenario, generatePlan(scenario, `faults ${seed}`))
      for (const kind of Object.keys(firedFaults(run, {}))) struck.add(kind)
      run.site.dispose()
    }
    expect([...struck].sort()).toEqual([...SURVIVABLE].sort())
  })

  it.each(SURVIVABLE)('are survived: %s', async (kind) => {
    for (const [scenario, disk] of [
      [database, 'db/wal'],
      [database, 'db/data'],
      [log, 'log/log'],
    ] as const) {
      let struck = 0
      for (const seed of ['1', '2']) {
        const result = await drillWith(scenario, kind, disk, seed)
        expect(verdictsOf(result)).toEqual([])
        struck += result.faults[kind] ?? 0
      }
      expect(struck).toBeGreaterThan(0)
    }
  })
})

describe('a fault from the first instant on', () => {
  it('waits until the application has been created', async () => {
    const plan = {
      ...generatePlan(log, '1'),
      faults: [{ kind: 'never-answers', disk: 'log/log', fromUs: 0, toUs: 1e9, oneIn: 1 } as const],
    }
    const result = await drill(log, { plan, stateBudget: 20, shrinkAttempts: 0 })
    expect(result.faults['never-answers']).toBeGreaterThan(0)
    expect(verdictsOf(result)).toEqual([])
  })
})

describe('damage that nobody survives', () => {
  it.each([
    ['bit-rot', 'db/data'],
    ['latent-sector-error', 'db/data'],
    ['latent-sector-error', 'db/wal'],
  ] as const)('is loud or harmless in a database with checksums: %s on %s', async (kind, disk) => {
    const result = await drillWith(database, kind, disk, '1')
    expect(verdictsOf(result)).toEqual([])
    expect(result.faults[kind]).toBeGreaterThan(20)
  })

  it('is silent in a toy that checks nothing', async () => {
    const result = await drillWith(notebookScenario(), 'bit-rot', 'book/log', '1')
    expect(new Set(result.failures.map(({ verdict }) => verdict))).toEqual(new Set(['silent-corruption']))
  })

  it('is no fault of a recovery that finds less than the one before', async () => {
    // Each boot leaves its mark, so that the second one finds another disk, and other sectors fail.
    const marking = notebookScenario({
      atBoot: async ({ volumes: { log: volume } }) => {
        const boots = Number(await readSector(volume, LAST)) + 1
        await volume.write(LAST * SECTOR, toSector(String(boots)))
        await volume.flush()
      },
    })
    for (const seed of ['1', '2', '3', '4'])
      expect(verdictsOf(await drillWith(marking, 'latent-sector-error', 'book/log', seed, 12))).toEqual([])
  })

  it('that loses acknowledged writes without a trace is told as such', async () => {
    const result = await drillWith(notebookScenario(), 'lying-flush', 'book/log', '1')
    expect(result.failures[0]).toMatchObject({ verdict: 'silent-corruption' })
  })

  it('is not what a scenario answers for as long as no plan asks for it', () => {
    for (const scenario of suite)
      for (let seed = 0; seed < 40; seed++)
        expect(generatePlan(scenario, String(seed)).faults.every(({ kind }) => !FAULTS[kind].destructive)).toBe(true)
  })

  it('is drawn where a scenario names it as destructive, and judged as such', async () => {
    const scenario = notebookScenario({}, { destructive: ['lying-flush'] })
    const seeds = Array.from({ length: 40 }, (_, index) => String(index))
    const struck = seeds.filter((seed) => generatePlan(scenario, seed).faults.some(({ kind }) => kind === 'lying-flush'))
    expect(struck.length).toBeGreaterThan(0)
    expect(struck.length).toBeLessThan(20)
    const verdicts = new Set<string>()
    for (const seed of struck) {
      const { failures } = await drill(scenario, { seed, stateBudget: 80, shrinkAttempts: 0 })
      for (const { verdict } of failures) verdicts.add(verdict)
    }
    expect([...verdicts]).toEqual(['silent-corruption'])
  })
})
