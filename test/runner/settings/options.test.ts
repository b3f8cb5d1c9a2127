import { describe, expect, it } from 'vitest'
import { filesMatching, matchesGlob } from '../../../runner/settings/globs.ts'
import { LEVELS, mergeOptions } from '../../../runner/settings/merge.ts'
import { readEnvironment, readFileOptions } from '../../../runner/settings/read-option.ts'
import { OPTION_NAMES, variableOf } from '../../../runner/settings/table.ts'

const FILE = 'seeddrill.config.ts'

describe('a configuration', () => {
  it('is read with the readers of the flags', () => {
    const values = readFileOptions({ seeds: 3, timeBudget: '5m', reporters: ['line', 'json=a.json'], filter: 'x$', corpus: false, bail: undefined }, FILE)
    expect(values).toEqual({
      seeds: 3, timeBudget: 300_000, reporters: [{ name: 'line', file: null }, { name: 'json', file: 'a.json' }], filter: /x$/, corpus: false,
    })
  })

  it.each([
    [{ wrokers: 3 }, 'seeddrill.config.ts: there is no option wrokers; did you mean workers?'],
    [{ zzzzzz: 3 }, 'there is no option zzzzzz; there are scenarios, seed, seeds,'],
    [{ seeds: 0 }, 'seeddrill.config.ts: seeds: "0": it must be a whole number from 1 to 1000000, as in seeds: 20'],
    [{ seeds: '3' }, 'seeddrill.config.ts: seeds must be a number, got "3"'],
    [{ reporters: ['jsn'] }, 'seeddrill.config.ts: reporters: "jsn": there is no reporter jsn'],
    [{ scenarios: 'a.ts' }, 'scenarios must be a list of texts, got "a.ts"'],
    [{ strictCoverage: 'yes' }, 'strictCoverage must be true or false, got "yes"'],
    [[], 'must export its options by default'],
    [undefined, 'must export its options by default'],
  ])('refuses %j', (config, message) => {
    expect(() => readFileOptions(config, FILE)).toThrow(message)
  })
})

describe('the environment', () => {
  it('names every option', () => {
    expect(OPTION_NAMES.map(variableOf)).toContain('SEEDDRILL_TIME_BUDGET')
    expect(readEnvironment({ SEEDDRILL_SEEDS: '4', SEEDDRILL_CORPUS: '0', SEEDDRILL_SCENARIOS: 'a.ts, b.ts', SEEDDRILL_BAIL: '', OTHER: 'x' })).toEqual({
      seeds: 4, corpus: false, scenarios: ['a.ts', 'b.ts'],
    })
  })

  it('takes the part of CI where nobody says another', () => {
    const ci = { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '4' }
    expect(readEnvironment(ci)).toEqual({ shard: { index: 2, of: 4 } })
    expect(readEnvironment({ ...ci, SEEDDRILL_SHARD: '1/1' })).toEqual({ shard: { index: 1, of: 1 } })
    expect(readEnvironment({ CI_NODE_TOTAL: '4' })).toEqual({})
    expect(() => readEnvironment({ ...ci, CI_NODE_INDEX: '0' })).toThrow('CI_NODE_INDEX and CI_NODE_TOTAL: "0/4": it must be a part and how many there are, counted from 1')
  })

  it.each([
    [{ SEEDDRILL_SEEDS: 'x' }, 'SEEDDRILL_SEEDS: "x": it must be a whole number from 1 to 1000000, as in SEEDDRILL_SEEDS=20'],
    [{ SEEDDRILL_CORPUS: 'maybe' }, 'SEEDDRILL_CORPUS: it must be'],
    [{ SEEDDRILL_SEED_S: '3' }, 'there is no variable SEEDDRILL_SEED_S; did you mean SEEDDRILL_SEEDS?'],
    [{ SEEDDRILL_NOTHING_LIKE_IT: '3' }, 'there is no variable SEEDDRILL_NOTHING_LIKE_IT; there are SEEDDRILL_'],
  ])('refuses %j', (env, message) => {
    expect(() => readEnvironment(env)).toThrow(message)
  })
})

describe('mergeOptions', () => {
  it.each(LEVELS.flatMap((strong, index) => LEVELS.slice(index + 1).map((weak) => [strong, weak] as const)))('takes %s over %s', (strong, weak) => {
    const nothing = { flag: {}, environment: {}, file: {} }
    const { values, levels } = mergeOptions({ ...nothing, [weak]: { workers: 1, bail: 9 }, [strong]: { workers: 2 } })
    expect(values).toEqual({ workers: 2, bail: 9 })
    expect(levels).toEqual({ workers: strong, bail: weak })
  })

  it('takes a seed as that very seed, whatever number somebody weaker said', () => {
    const file = { seeds: 20 }
    expect(mergeOptions({ flag: { seed: 'abc' }, environment: {}, file }).values).toEqual({ seed: 'abc' })
    expect(mergeOptions({ flag: { seeds: 2 }, environment: {}, file: { seed: 'abc' } }).values).toEqual({ seed: 'abc', seeds: 2 })
    expect(mergeOptions({ flag: {}, environment: {}, file: { ...file, seed: 'abc' } }).values).toEqual({ seed: 'abc', seeds: 20 })
  })
})

describe('globs', () => {
  it.each([
    ['drills/a.drill.ts', 'drills/**/*.drill.ts', true],
    ['drills/x/y/a.drill.ts', './drills/**/*.drill.ts', true],
    ['other/a.drill.ts', 'drills/**/*.drill.ts', false],
    ['drills/x/a.ts', 'drills/*.ts', false],
    ['a1.ts', 'a?.ts', true],
    ['a.mts', '*.{ts,mts}', true],
    ['axts', 'a.ts', false],
  ])('%s by %s: %s', (path, pattern, expected) => {
    expect(matchesGlob(path, pattern)).toBe(expected)
  })

  it('finds files in one order, and none of packages', () => {
    const folder = new URL('.', import.meta.url).pathname
    expect(filesMatching(folder, '**/*.test.ts')).toContain('options.test.ts')
    expect(filesMatching(new URL('../../..', import.meta.url).pathname, '{node_modules,core}/*.ts')).toEqual(['core/index.ts'])
  })
})
