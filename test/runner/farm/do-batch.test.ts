import { describe, expect, it } from 'vitest'
import { doBatch } from '../../../runner/farm/do-batch.ts'
import type { BatchEnding, Executor } from '../../../runner/pool.ts'
import { order, report } from '../orders.ts'

const orders = [4, 5, 6].map((index) => order(index, 'ledger'))

/** Does the batch on a pool that answers so, and writes down what is told to the server and what is begun, in that order. */
async function course(stalledCounter: number, answer: (number: number) => BatchEnding | null = () => null, stop = new Int32Array(1)) {
  const log: string[] = []
  const job = {
    stalledCounter,
    async updateProgress(note: object) {
      await Promise.resolve()
      log.push(`server knows ${JSON.stringify(note)}`)
    },
  }
  const pool: Executor = {
    async run(batch, onNote) {
      log.push(`does ${batch.map((each) => each.case).join(' ')}`)
      for (const { case: number } of batch) onNote({ type: 'started', case: number })
      await Promise.resolve()
      return answer(batch[0]!.case) ?? { ended: 'done', reports: batch.map((each) => report(each.case)) }
    },
    close: async () => {},
  }
  return { ending: await doBatch(job, orders, pool, stop), log }
}

describe('doBatch', () => {
  it('does a batch at once, and tells little', async () => {
    const { ending, log } = await course(0)
    expect(ending).toMatchObject({ ended: 'done', reports: [{ case: 4 }, { case: 5 }, { case: 6 }] })
    expect(log).toEqual(['does 4 5 6', 'server knows {"type":"started","case":4}'])
  })

  it('does one that has taken a process with it drill by drill, each known before it begins', async () => {
    const { ending, log } = await course(1)
    expect(ending).toMatchObject({ ended: 'done', reports: [{ case: 4 }, { case: 5 }, { case: 6 }] })
    expect(log).toEqual([4, 5, 6].flatMap((number) => [`server knows {"type":"started","case":${number}}`, `does ${number}`]))
  })

  it('blames the drill whose thread died, and does no more', async () => {
    const died: BatchEnding = { ended: 'died', culprit: 5, message: 'out of memory' }
    const { ending, log } = await course(1, (number) => (number === 5 ? died : null))
    expect(ending).toEqual(died)
    expect(log.at(-1)).toBe('does 5')
  })

  it('begins none when the run is to end', async () => {
    expect(await course(1, undefined, new Int32Array([1]))).toEqual({ ending: { ended: 'done', reports: [] }, log: [] })
  })
})
