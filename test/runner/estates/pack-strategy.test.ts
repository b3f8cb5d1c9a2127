/** A strategy in a token is the strategy that was compared. */
import { describe, expect, it } from 'vitest'
import { estateZoo } from '../../../scenarios/zoo/index.ts'
import { strategies } from '../../../core/drill/estate/index.ts'
import type { Strategy } from '../../../core/drill/estate/index.ts'
import { checkStrategy } from '../../../runner/estates/check-strategy.ts'
import { packStrategy, unpackStrategy } from '../../../runner/estates/pack-strategy.ts'

const all: readonly (readonly [string, Strategy])[] = [
  ...Object.entries(strategies),
  ...estateZoo.flatMap(({ bug, twin }) => [bug, twin].map(({ estate, strategy }) => [estate.name, strategy] as const)),
]

describe('a packed strategy', () => {
  it.each(all)('of %s comes out as it went in, and is a good one', (_, strategy) => {
    const unpacked = unpackStrategy(JSON.parse(JSON.stringify(packStrategy(strategy))))
    expect(unpacked).toEqual(strategy)
    expect(() => checkStrategy(unpacked)).not.toThrow()
  })
})

describe('checkStrategy', () => {
  const { asr, 'backup-enhanced': enhanced } = strategies

  it.each<[RegExp, unknown]>([
    [/replication\.choice must be one of .*, same-listed-time$/, { ...asr, replication: { ...asr.replication, choice: 'any' } }],
    [/replication\.excludedDisks must be a list like/, { ...asr, replication: { ...asr.replication, excludedDisks: 'db/data' } }],
    [/backup\.isolatedNetwork must be true or false/, { ...enhanced, backup: { ...enhanced.backup, isolatedNetwork: 'yes' } }],
  ])('refuses: %s', (message, strategy) => {
    expect(() => checkStrategy(strategy as Strategy)).toThrow(message)
  })
})
