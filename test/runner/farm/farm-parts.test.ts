import { describe, expect, it } from 'vitest'
import { builtInCodeHash } from '../../../runner/code-hash.ts'
import { findOwn } from '../../../runner/farm/about.ts'
import { farmBatchSize } from '../../../runner/farm/batch-size.ts'
import { lonelyText } from '../../../runner/farm/executor.ts'
import { every } from '../../../runner/farm/every.ts'
import { loadQueuePackages } from '../../../runner/farm/packages.ts'
import { createSchedule } from '../../../runner/schedule.ts'
import { order } from '../orders.ts'

describe('loadQueuePackages', () => {
  it('says what to install, in one line', async () => {
    const missing = async (name: string) => {
      if (name === 'ioredis') throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
    }
    await expect(loadQueuePackages(missing)).rejects.toThrow('--queue needs two packages that are not installed: npm install --save-dev bullmq@6.7.0 ioredis@6.0.0')
    await expect(loadQueuePackages(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})

describe('the line of a run that no worker comes to', () => {
  it.each(['redis://host/2', 'redis://me:secret@host/2', 'redis://me:se@cret@host/2', 'redis://host/2?password=secret'])('keeps what %s says of a person', (address) => {
    expect(lonelyText(address)).toBe('no worker has come yet; start one with: seeddrill worker --queue redis://host/2')
  })
})

describe('farmBatchSize', () => {
  const size = (left: number, meanMs: number | null = null) => farmBatchSize({ left, workers: 64, meanMs })

  it('sends a hundred seeds, fewer when the campaign is small, and more when they are quick', () => {
    expect([size(100_000), size(800), size(3)]).toEqual([100, 50, 1])
    expect([size(100_000, 0.1), size(10, 10), size(10, 200)]).toEqual([500, 5, 1])
  })

  it('is what the schedule deals out', () => {
    const orders = Array.from({ length: 2000 }, (_, index) => order(index, 'quick'))
    const schedule = createSchedule(orders, 64, () => true, () => {}, farmBatchSize)
    expect(schedule.next()).toHaveLength(100)
    schedule.took('quick', 0.1)
    expect(schedule.next().length).toBeGreaterThan(100 - 1)
  })
})

describe('every', () => {
  it('has ended only when its last turn has, so that nothing comes back that was taken away', async () => {
    const done: string[] = []
    let begin = (): void => {}
    let finish = (): void => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const repeated = every(1, async () => {
      begin()
      await new Promise<void>((resolve) => (finish = resolve))
      done.push('turn')
    })
    await begun
    setImmediate(() => finish())
    await repeated.end()
    expect(done).toEqual(['turn'])
  })
})

describe('findOwn', () => {
  const scenarios = [{ name: 'wal-db', file: null, codeHash: builtInCodeHash(null) }]

  it('takes a run of the very same code, and names its own bundles', async () => {
    const own = await findOwn({ version: '1', scenarios }, '1', '/')
    expect(typeof own === 'string' ? own : own.own(order(0, 'wal-db')).scenario).toMatchObject({ name: 'wal-db', bundle: null })
  })

  it.each([
    ['the run is of seeddrill 2, this is 1', { version: '2', scenarios }],
    ['wal-db has other code here: its hash is', { version: '1', scenarios: [{ ...scenarios[0]!, codeHash: 'ffffffffffff' }] }],
    ['there is no scenario wal-bd here', { version: '1', scenarios: [{ ...scenarios[0]!, name: 'wal-bd' }] }],
    ['gone.ts: there is no such file', { version: '1', scenarios: [{ ...scenarios[0]!, file: 'gone.ts' }] }],
  ])('refuses: %s', async (message, about) => {
    expect(await findOwn(about, '1', '/')).toContain(message)
  })
})
