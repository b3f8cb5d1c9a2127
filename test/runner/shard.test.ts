import { describe, expect, it } from 'vitest'
import { shardOf, takeShard } from '../../runner/shard.ts'
import { runScenario } from '../reports/run-events.ts'
import { order } from './orders.ts'

const seeds = Array.from({ length: 40 }, (_, index) => `s${index}`)
const scenarios = [runScenario('ledger', seeds), runScenario('zoo/x', seeds, ['lost-ack']), runScenario('queue', seeds)]
const orders = scenarios.flatMap(({ name }) => seeds.map((seed) => ({ name, seed }))).map(({ name, seed }, index) => order(index, name, seed))
const names = (index: number, of: number, from = orders) => takeShard(from, scenarios, { index, of }).orders.map(({ scenario, seed }) => `${scenario.name} ${seed}`)

describe('takeShard', () => {
  it('deals every case to one shard, about evenly', () => {
    const parts = [1, 2, 3].map((index) => names(index, 3))
    expect(parts.flat().sort()).toEqual(orders.map(({ scenario, seed }) => `${scenario.name} ${seed}`).sort())
    const sound = parts.map((part) => part.filter((name) => !name.startsWith('zoo/')).length)
    expect(Math.min(...sound)).toBeGreaterThan(15)
  })

  it('moves no case when a scenario is added', () => {
    const fewer = orders.filter(({ scenario }) => scenario.name !== 'ledger')
    expect(names(2, 3).filter((name) => !name.startsWith('ledger'))).toEqual(names(2, 3, fewer))
  })

  it('leaves a scenario that must fail whole, for it ends at its first catch', () => {
    const counts = [1, 2, 3].map((index) => names(index, 3).filter((name) => name.startsWith('zoo/')).length)
    expect([...counts].sort((one, other) => one - other)).toEqual([0, 0, 40])
  })

  it('knows its place in the whole, and lists only what falls to it', () => {
    const { orders: taken, whole, scenarios: mine } = takeShard(orders, scenarios, { index: 2, of: 3 })
    expect(taken.map((each) => each.case)).toEqual(taken.map((_, index) => index))
    expect(whole.places.map((place) => orders[place]!.seed)).toEqual(taken.map(({ seed }) => seed))
    expect(whole).toMatchObject({ cases: 120, savedFailures: 0, scenarios })
    expect(mine.reduce((total, each) => total + each.seeds.length, 0)).toBe(taken.length)
  })

  it('keeps its hash: the shards of a run that is half done still fit together', () => {
    expect(['a', 'b', 'c', 'd'].map((key) => shardOf(key, 4))).toEqual([4, 2, 1, 1])
  })
})
