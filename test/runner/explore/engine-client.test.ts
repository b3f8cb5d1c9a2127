/** The engine in its threads, with a user's own scenario. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { Engine } from '../../../core/drill/explore/engine.ts'
import { openEngine } from '../../../runner/explore/engine-client.ts'
import { loadScenarioFiles } from '../../../runner/scenario-files.ts'
import { COUNTER, counterWith } from '../../promises/command-line.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function engineOf(text: string): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'seeddrill-engine-'))
  writeFileSync(join(folder, 'mine.ts'), text)
  const { scenarios, close } = await loadScenarioFiles(['mine.ts'], folder)
  closing.push(() => rmSync(folder, { recursive: true }), close)
  const engine = await openEngine({ scenario: scenarios[0]!.ref, subject: { kind: 'seed', seed: 's' } })
  closing.unshift(engine.close)
  return engine
}

const lastStep = ({ opened }: Engine): number => Math.max(...opened.picture.marks.map(({ seq }) => seq ?? 0))

it('answers the cursor while a sweep runs, and tells how far that is', async () => {
  const engine = await engineOf(COUNTER)
  const ended: string[] = []
  const progress: number[] = []
  const sweep = engine.sweep(({ done }) => void progress.push(done)).then((bar) => (ended.push('sweep'), bar))
  for (let seq = 1; seq <= 20; seq++) expect((await engine.look(seq)).seq).toBe(seq)
  ended.push('looks')
  expect((await sweep).instants.every(({ worst }) => worst === 'ok')).toBe(true)
  expect(ended).toEqual(['looks', 'sweep'])
  expect(progress.length).toBeGreaterThan(0)
})

it('outlives an application that ends its thread in recovery: what was asked is answered in a line, and the next thing as ever', async () => {
  const dying = COUNTER.replace('      total += sector[1]!\n', '      process.reallyExit(3)\n')
  expect(dying).not.toBe(COUNTER)
  const engine = await engineOf(dying)
  const pull = { how: 'power-cut', seq: lastStep(engine), survivors: 'newest', fates: [] } as const
  await expect(engine.pull(pull)).rejects.toThrow(/^the thread of the application ended with code \d+$/)
  expect((await engine.look(1)).seq).toBe(1)
})

it('ends what nobody waits for any more, and answers the next thing as ever', async () => {
  const engine = await engineOf(COUNTER)
  const sweep = engine.sweep(() => {})
  engine.giveUp!('sweep')
  await expect(sweep).rejects.toMatchObject({ name: 'GivenUp' })
  const pull = engine.pull({ how: 'power-cut', seq: 1, survivors: 'newest', fates: [] })
  engine.giveUp!('pull')
  await expect(pull).rejects.toMatchObject({ name: 'GivenUp' })
  expect((await engine.look(1)).seq).toBe(1)
})

it('leaves no thread behind when the run cannot be opened', async () => {
  await expect(engineOf(counterWith('count', 'Math.random()'))).rejects.toMatchObject({ name: 'ScenarioError', message: expect.stringContaining('Math.random') as string })
})
