/** docs/own-your-dr-plan.md, done in an empty folder by the page alone. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CompareReport } from '../../../reports/index.ts'
import { followPage } from './followed.ts'

followPage('docs/own-your-dr-plan.md', (reader) => {
  it('leaves a document in which a point every minute loses less than one every five', () => {
    const { strategies, kinds } = JSON.parse(readFileSync(join(reader().folder.path, 'compare.json'), 'utf8')) as CompareReport
    expect(strategies.map(({ id }) => id)).toEqual(['asr', 'backup-enhanced', 'asr-every-minute'])
    expect(kinds).toEqual(['region-loss', 'accidental-deletion'])
    const rpoOf = (id: string) => strategies.find((strategy) => strategy.id === id)!.byDisaster[0]!.rpoSeconds.max!
    expect(rpoOf('asr-every-minute')).toBeLessThan(120)
    expect(rpoOf('asr')).toBeLessThan(360)
  })
})
