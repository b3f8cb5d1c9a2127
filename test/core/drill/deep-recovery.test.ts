/**
 * A recovery that remembers to have been interrupted, and then takes a way on which a flush is missing. It
 * shows only when the crash is followed by a crash in the recovery, and that one by a third in the recovery from it.
 */
import { expect, it } from 'vitest'
import { committed, defineApp, drill, encodeToken, decodeToken, fc, replay, scenario } from '../../../core/index.ts'
import type { Scenario, Volume } from '../../../core/index.ts'
import { Prober } from '../../../core/drill/prober.ts'
import { gatherEvidence, runSource } from '../../../core/drill/source-run.ts'
import { readSector, toSector } from './toys.ts'

const CELLS = 4
const JOURNAL = CELLS
const ATTEMPTS = CELLS + 1

async function redo(data: Volume, values: readonly string[], flushes: boolean): Promise<void> {
  for (const [cell, value] of values.entries()) await data.write(cell * 512, toSector(value), { label: 'redo' })
  if (flushes) await data.flush({ label: 'redo' })
  await data.writeZeroes(JOURNAL * 512, 2 * 512, { label: 'clear' })
  await data.flush({ label: 'clear' })
}

async function open(data: Volume, careful: boolean): Promise<string[]> {
  const journal = await readSector(data, JOURNAL)
  if (journal !== '') {
    const interrupted = (await readSector(data, ATTEMPTS)) !== ''
    await data.write(ATTEMPTS * 512, toSector('tried'), { label: 'attempt' })
    await data.flush({ label: 'attempt' })
    await redo(data, JSON.parse(journal) as string[], careful || !interrupted)
  }
  await data.flush({ label: 'open' })
  const values: string[] = []
  for (let cell = 0; cell < CELLS; cell++) values.push(await readSector(data, cell))
  return values
}

function cells(careful: boolean): Scenario {
  const app = defineApp({
    name: 'cells',
    volumes: { data: '64KiB' },
    async boot({ volumes: { data }, mutex }) {
      let values = await open(data, careful)
      const turn = mutex()
      let position = 0
      const store = async (next: readonly string[]): Promise<number> => {
        await data.write(JOURNAL * 512, toSector(JSON.stringify(next)), { label: 'journal' })
        await data.flush({ label: 'journal' })
        await redo(data, next, true)
        values = [...next]
        return ++position
      }
      return { store: (next: readonly string[]) => turn.run(() => store(next)), read: () => values }
    },
  })
  return scenario({
    name: careful ? 'toy/careful' : 'toy/careless-when-interrupted',
    machines: { box: app },
    operation: fc.array(fc.constantFrom('p', 'q', 'r'), { minLength: CELLS, maxLength: CELLS }),
    apply: async ({ box }, next) => committed(await box.store(next)),
    model: { initial: Array.from({ length: CELLS }, () => ''), step: (_, next: string[]) => next },
    observe: ({ box }) => box.read(),
    policy: false,
    clients: 1,
    operations: 20,
  })
}

const SEEDS = Array.from({ length: 12 }, (_, index) => `deep-${index}`)

it('finds a bug that takes two interrupted recoveries, and replays it from its token', async () => {
  const failures = []
  for (const seed of SEEDS) failures.push(...(await drill(cells(false), { seed, shrinkAttempts: 0 })).failures)
  expect(failures.length).toBeGreaterThan(0)
  for (const { crash } of failures) expect(crash).toMatchObject({ then: { during: 'recovery', then: { during: 'recovery' } } })
  const { plan, crash, verdict, traceHash, fingerprint } = failures[0]!
  const decoded = decodeToken(encodeToken({ v: 1, scenario: plan.scenario, codeHash: 'code', plan, crash, verdict, traceHash }))
  if (!decoded.ok) throw new Error(decoded.message)
  expect(await replay(cells(false), decoded.payload)).toMatchObject({ outcome: 'still-fails', verdict, traceHash })
  const evidence = gatherEvidence(await runSource(cells(false), plan))
  expect(await new Prober(evidence, fingerprint).probe(crash)).toMatchObject({ crash, verdict })
  evidence.run.site.dispose()
  expect(await replay(cells(true), decoded.payload)).toMatchObject({ outcome: expect.not.stringMatching('still-fails') as string })
})

it('stays silent where the interrupted recovery flushes as well', async () => {
  for (const seed of SEEDS) expect((await drill(cells(true), { seed, shrinkAttempts: 0 })).failures).toEqual([])
})
