/** The estate of `docs/compare.md`, run as it stands there. */
import { readFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import type { CompareReport } from '../../reports/index.ts'
import { emptyFolder } from './command-line.ts'

const folder = emptyFolder()
afterAll(() => folder.remove())

it('an estate that is written by the documentation alone runs under compare and advise', () => {
  const page = readFileSync(new URL('../../docs/compare.md', import.meta.url), 'utf8')
  folder.put('estate.ts', /```ts\n([^]*?)```/.exec(page)![1]!)
  const { code, out, err } = folder.seeddrill('compare', 'estate.ts', '--histories', '2', '--json')
  // How often it is told how far it is depends on the machine.
  expect([code, err.replace(/^.* of .* histories · .*\n/gm, '')]).toEqual([0, ''])
  const { strategies, kinds } = JSON.parse(out) as CompareReport
  expect(strategies.map(({ id }) => id)).toEqual(['asr', 'asr-app-consistent', 'backup-standard', 'backup-enhanced', 'asr-every-minute'])
  // It states no mishap, so nobody deletes anything by mistake.
  expect(kinds).toEqual(['region-loss', 'machine-loss', 'partition', 'ransomware'])
  const rpoOf = (id: string) => strategies.find((strategy) => strategy.id === id)!.byDisaster[0]!.rpoSeconds.max!
  expect(rpoOf('asr-every-minute')).toBeLessThan(120)
  expect(rpoOf('asr')).toBeLessThan(360)
  const advice = folder.seeddrill('advise', 'estate.ts', '--histories', '1')
  expect(advice.code).toBe(0)
  expect(advice.out).toContain('till (till): crash-consistent points')
}, 120_000)
