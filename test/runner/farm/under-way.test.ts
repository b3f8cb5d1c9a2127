import { describe, expect, it } from 'vitest'
import { createUnderWay } from '../../../runner/farm/under-way.ts'
import type { BatchQueue, GivenJob } from '../../../runner/farm/under-way.ts'
import type { BatchEnding } from '../../../runner/pool.ts'
import { order, report } from '../orders.ts'

const done: BatchEnding = { ended: 'done', reports: [report(7), report(8)] }
const waiting: GivenJob = { returnvalue: null, failedReason: '', progress: 0 }

/** A batch of the cases 7 and 8 with a server of which the test says what it knows. */
function given(knows: () => GivenJob | undefined, stop = new Int32Array(1)) {
  const added: string[] = []
  const warnings: string[] = []
  let arrive = (): void => {}
  const queue: BatchQueue = {
    add: (_, __, { jobId }) => {
      added.push(jobId)
      return new Promise<void>((resolve) => (arrive = resolve))
    },
    getJob: async () => knows(),
  }
  const underWay = createUnderWay(queue, stop, (line) => warnings.push(line))
  const ending = underWay.give([order(7, 'ledger'), order(8, 'ledger')], () => {})
  const arrived = (): Promise<void> => {
    arrive()
    return Promise.resolve()
  }
  return { underWay, ending, added, warnings, arrived }
}

describe('createUnderWay', () => {
  it('finds what was done, and what has failed, while nobody listened', async () => {
    const first = given(() => ({ ...waiting, finishedOn: 1, returnvalue: done }))
    await first.underWay.catchUp()
    expect(await first.ending).toEqual(done)
    const second = given(() => ({ ...waiting, finishedOn: 1, failedReason: 'out of memory', progress: { type: 'started', case: 8 } }))
    await second.underWay.catchUp()
    expect(await second.ending).toEqual({ ended: 'died', culprit: 8, message: 'out of memory' })
  })

  it('waits for what has not ended', async () => {
    const { underWay, added, arrived } = given(() => ({ ...waiting, failedReason: 'of an attempt before' }))
    await arrived()
    await underWay.catchUp()
    expect([underWay.ids(), added]).toEqual([['batch-0'], ['batch-0']])
  })

  it('gives again what is gone, under the same name, and says so once', async () => {
    const { underWay, added, arrived, warnings } = given(() => undefined)
    for (let time = 0; time < 3; time++) {
      await arrived()
      await underWay.catchUp()
    }
    expect(added).toEqual(['batch-0', 'batch-0', 'batch-0', 'batch-0'])
    expect(warnings).toHaveLength(1)
  })

  it('does not give again what is still on its way, nor anything when the run is to end', async () => {
    const onItsWay = given(() => undefined)
    await onItsWay.underWay.catchUp()
    expect(onItsWay.added).toEqual(['batch-0'])
    const ending = given(() => undefined, new Int32Array([1]))
    await ending.arrived()
    await ending.underWay.catchUp()
    expect([ending.added, ending.warnings]).toEqual([['batch-0'], []])
  })

  it('blames what it heard of last', async () => {
    const { underWay, ending } = given(() => waiting)
    underWay.hear('batch-0', { type: 'progress', case: 8, stage: 'sweep', checkedStates: 1 })
    underWay.hear('batch-0', { type: 'alive' })
    underWay.died('batch-0', 'gone')
    expect(await ending).toEqual({ ended: 'died', culprit: 8, message: 'gone' })
  })
})
