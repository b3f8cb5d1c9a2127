import { describe, expect, it } from 'vitest'
import { ESTATE_DISASTER_KINDS, strategies } from '../../core/drill/estate/index.ts'
import { NETWORK_ITEM_NAMES } from '../../core/failover/network-items.ts'
import { percentAtLeast, percents, time, times } from '../../reports/compare-figures.ts'
import { stepName } from '../../reports/compare-names.ts'
import { COMPARE_TEXTS, LANGUAGES } from '../../reports/index.ts'

const { en, ja } = COMPARE_TEXTS

describe('figures', () => {
  it.each([
    [0, '0 s'], [0.34, '0.3 s'], [38.2, '38 s'], [119, '119 s'], [120, '2.0 min'], [7000, '117 min'], [7200, '2.0 h'], [172_799, '48 h'], [864_000, '10 d'], [null, '∞'],
  ])('%s seconds are %s', (seconds, text) => expect(time(seconds, en)).toBe(text))

  it.each([
    [[38, 262, 314], '0.6/4.4/5.2 min'],
    [[17, 262, 314], '17/262/314 s'],
    [[36, 63_300, 63_300], '0.6/1,055/1,055 min'],
    [[2300, 2900, null], '38/48/∞ min'],
    [[null, null, null], '∞'],
    [[0, 0, 20_000], '0/0/333 min'],
  ])('%j are %s', (values, text) => expect(times(values, en)).toBe(text))

  it('rounds lower bounds down', () => expect([0.8389, 0.83, 1].map(percentAtLeast)).toEqual(['83 %', '83 %', '100 %']))

  it('rounds intervals outwards', () => expect(percents([0.2924, 0.9951])).toBe('29–100%'))
})

describe('names', () => {
  it('are there in every language, for every kind, item and preset', () => {
    for (const language of LANGUAGES) {
      const { disasters, meanings, items } = COMPARE_TEXTS[language].names
      expect(ESTATE_DISASTER_KINDS.filter((kind) => !disasters[kind] || !meanings[kind])).toEqual([])
      expect(NETWORK_ITEM_NAMES.filter((item) => !items[item])).toEqual([])
    }
    expect(Object.keys(strategies).filter((id) => !ja.names.strategies[id])).toEqual([])
  })

  it('of steps come from their ids', () => {
    expect(['orders/os-boot', 'by-hand/dns', 'by-hand/public-ip/web', 'decision', 'clients/first-answer', 'group-2/after/1', 'attempt-3/web/create'].map((id) => stepName(id, en))).toEqual([
      'orders: os boot', 'DNS by hand', 'public IP by hand', 'decision', 'first answer', 'plan, group-2/after/1', 'attempt 3: web: create',
    ])
    expect(['orders/os-boot', 'by-hand/dns', 'attempt-2/decision'].map((id) => stepName(id, ja))).toEqual(['orders：OS 起動', 'DNS（手作業）', '試行 2：復旧の決定'])
  })
})
