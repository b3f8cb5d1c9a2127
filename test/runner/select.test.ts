import { describe, expect, it } from 'vitest'
import type { CatalogEntry } from '../../runner/catalog.ts'
import { selectScenarios } from '../../runner/select.ts'

const entry = (name: string, kind: CatalogEntry['kind'], file: string | null = null): CatalogEntry => ({
  kind,
  ref: { name, bundle: null, file, codeHash: '' },
  facts: { name, machines: {}, durability: 'ack', faults: [], programs: null, programFiles: [] },
  expects: null,
  because: null,
  summary: null,
})

const ENTRIES = [
  entry('wal-db', 'suite'),
  entry('log-writer/always', 'suite'),
  entry('log-writer/none', 'suite'),
  entry('zoo/wal-no-checksum', 'planted'),
  entry('mine/a', 'file', 'drill.ts'),
  entry('mine/b', 'file', 'drill.ts'),
]

const chosen = (patterns: readonly string[], filter: RegExp | null = null) =>
  selectScenarios(ENTRIES, patterns, filter, (text) => (text === 'drills' ? '; it is a folder' : '')).map(({ ref }) => ref.name)

describe('selectScenarios', () => {
  it.each([
    [[], ['wal-db', 'log-writer/always', 'log-writer/none']],
    [['wal'], ['wal-db']],
    [['zoo/wal'], ['zoo/wal-no-checksum']],
    [['log-writer/*'], ['log-writer/always', 'log-writer/none']],
    [['mine/?'], ['mine/a', 'mine/b']],
    [['drill.ts'], ['mine/a', 'mine/b']],
    [['drill.ts', 'wal-db', 'mine/a'], ['wal-db', 'mine/a', 'mine/b']],
  ])('%j chooses %j', (patterns, names) => {
    expect(chosen(patterns)).toEqual(names)
  })

  it('filters what the patterns leave', () => {
    expect(chosen([], /none$/)).toEqual(['log-writer/none'])
  })

  it('takes a dot for a dot', () => {
    expect(() => chosen(['w.l*'])).toThrow('nothing matched w.l*')
  })

  it.each([
    ['an unknown name', ['wal-bd'], null, 'usage', 'unknown scenario wal-bd; did you mean wal-db?'],
    ['a folder', ['drills'], null, 'usage', 'unknown scenario drills; it is a folder'],
    ['a name like nothing', ['quux-machine'], null, 'usage', 'unknown scenario quux-machine; see seeddrill list'],
    ['a glob without a match', ['zz*'], null, 'nothing-matched', 'nothing matched zz*; see seeddrill list'],
    ['a filter without a match', [], /zz/, 'nothing-matched', 'nothing matched the filter /zz/; see seeddrill list'],
  ])('refuses %s', (_, patterns, filter, exit, message) => {
    expect(() => chosen(patterns, filter)).toThrow(expect.objectContaining({ exit, message }))
  })
})
