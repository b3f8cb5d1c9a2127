import { describe, expect, it } from 'vitest'
import { IoError } from '../../../core/block/volume.ts'
import { Rejected } from '../../../core/machine/app.ts'
import { CorruptLogError, LogWriter, type LogWriterOptions } from '../../../scenarios/log-writer/index.ts'
import { FakeDisk, FakeProcess } from './fake.ts'

const DIRECTORY = 4096
const small: LogWriterOptions = { segmentBytes: 2048 }
const freshDisk = () => new FakeDisk(new Uint8Array(DIRECTORY + 4 * 2048))
const openOn = (disk: FakeDisk, options: LogWriterOptions = {}) =>
  LogWriter.open(new FakeProcess(disk).context, { ...small, ...options })

/** A log of six records, one sector each, four in a segment; every one of them durable. */
async function sixRecords(options: LogWriterOptions = {}): Promise<FakeDisk> {
  const disk = freshDisk()
  const log = await openOn(disk, options)
  for (let number = 1; number <= 6; number += 1) {
    await log.append(`record ${number}`)
    await log.sync()
  }
  return disk
}

const sectorOf = (record: number): number => DIRECTORY + (record - 1) * 512
const flip = (disk: FakeDisk, offset: number) => (disk.current[offset]! ^= 1)
const zero = (disk: FakeDisk, offset: number) => disk.current.fill(0, offset, offset + 512)

describe.each(['always', 'interval', 'none'] as const)('rot in the middle of the log (%s)', (policy) => {
  it.each([1, 3, 4])('record %i: refuses to open, whether flipped or zeroed', async (record) => {
    for (const harm of [flip, zero]) {
      const disk = await sixRecords({ policy })
      harm(disk, sectorOf(record) + (harm === flip ? 30 : 0))
      await expect(openOn(disk, { policy })).rejects.toThrow(`record ${record} is damaged`)
    }
  })

  it('is taken for a tail by the planted bug', async () => {
    const disk = await sixRecords({ policy })
    flip(disk, sectorOf(3) + 30)
    const log = await openOn(disk, { policy, defect: 'mid-log-rot-as-tail' })
    expect(await log.readAll()).toEqual(['record 1', 'record 2'])
  })
})

describe('a log with seals', () => {
  it('refuses damage to its very last record, and survives damage to either seal', async () => {
    for (const [sector, refuses] of [[0, true], [1, false], [2, false]] as const) {
      const disk = freshDisk()
      const log = await openOn(disk, { seals: true })
      await log.append('one')
      // With its seals it does not fit behind the first: it begins the second segment.
      await log.append('two')
      flip(disk, DIRECTORY + 2048 + sector * 512 + 4)
      const opened = openOn(disk, { seals: true }).then((again) => again.readAll())
      if (refuses) await expect(opened).rejects.toThrow('record 2 is damaged')
      else expect(await opened).toEqual(['one', 'two'])
    }
  })
})

describe('other damage', () => {
  it('refuses a damaged, a lost and a misdirected segment header', async () => {
    for (const harm of [
      (disk: FakeDisk) => flip(disk, 8),
      (disk: FakeDisk) => flip(disk, 500),
      (disk: FakeDisk) => zero(disk, 0),
      (disk: FakeDisk) => disk.current.copyWithin(1024, 512, 1024),
    ]) {
      const disk = await sixRecords()
      harm(disk)
      await expect(openOn(disk)).rejects.toBeInstanceOf(CorruptLogError)
    }
  })

  it('refuses a log whose only segment header was lost', async () => {
    const disk = freshDisk()
    const log = await openOn(disk)
    for (const text of ['a', 'b', 'c']) await log.append(text)
    zero(disk, 0)
    await expect(openOn(disk)).rejects.toThrow('record 1 is damaged')
  })

  it('refuses a damaged generation mark even before its last record', async () => {
    const disk = freshDisk()
    await (await openOn(disk)).append('a')
    await (await openOn(disk)).append('b')
    flip(disk, sectorOf(2) + 12)
    await expect(openOn(disk)).rejects.toThrow('record 2 is damaged')
  })

  it('believes a segment header that nothing follows', async () => {
    const disk = freshDisk()
    const log = await openOn(disk)
    for (const text of ['a', 'b', 'c', 'd']) await log.append(text)
    disk.trouble = (_kind, label) => (label === 'record' ? new IoError('EIO', 'injected') : undefined)
    await expect(log.append('e')).rejects.toBeInstanceOf(IoError)
    flip(disk, sectorOf(4) + 24)
    await expect(openOn(disk)).rejects.toThrow('the header of segment 1 proves')
  })

  it('is not disturbed by the mark of a process that never came to its first record', async () => {
    const disk = freshDisk()
    const unflushed = await openOn(disk, { policy: 'none' })
    for (const text of ['lost', 'lost too']) await unflushed.append(text)
    const killed = await openOn(disk, { policy: 'none' })
    disk.trouble = (_kind, label) => (label === 'generation-flush' ? new IoError('EIO', 'injected') : undefined)
    await expect(killed.append('x')).rejects.toBeInstanceOf(IoError)
    disk.trouble = () => undefined
    // A power cut that loses the records and keeps the mark behind them.
    for (const record of [1, 2]) zero(disk, sectorOf(record))
    const log = await openOn(disk, { policy: 'none' })
    expect(await log.readAll()).toEqual([])
    await log.append('kept')
    await log.freeze()
    const again = await openOn(disk, { policy: 'none' })
    expect(await again.readAll()).toEqual(['kept'])
    expect(again.truncatedRecords).toBe(0)
  })

  it('refuses other segment sizes', async () => {
    await expect(openOn(await sixRecords(), { segmentBytes: 1024 })).rejects.toThrow('opened with 1024')
  })

  it('does not serve a record that rots while the log is open', async () => {
    const disk = freshDisk()
    const log = await openOn(disk)
    await log.append('good')
    flip(disk, sectorOf(1) + 25)
    await expect(log.readAll()).rejects.toBeInstanceOf(CorruptLogError)
  })

  it('takes damage to the last record for a torn tail: nothing proves that it was durable', async () => {
    const disk = await sixRecords()
    flip(disk, sectorOf(6) + 30)
    const log = await openOn(disk)
    expect(log.truncatedRecords).toBe(1)
    expect(await log.readAll()).toHaveLength(5)
  })
})

describe('device errors', () => {
  const failOnce = (disk: FakeDisk, wanted: string, code: 'EIO' | 'ENOSPC') => {
    disk.trouble = (_kind, label) => {
      if (label !== wanted) return undefined
      disk.trouble = () => undefined
      return new IoError(code, 'injected')
    }
  }

  const requests = ['record', 'append-flush', 'generation-flush', 'generation', 'segment-header']
  it.each(requests)('EIO on %s ends the log', async (label) => {
    const disk = await sixRecords()
    const log = await openOn(disk)
    failOnce(disk, label, 'EIO')
    const answers = await Promise.allSettled([1, 2, 3].map((index) => log.append(`x${index}`.padEnd(900))))
    expect(answers.at(-1)).toMatchObject({ status: 'rejected' })
    await expect(log.append('later')).rejects.toBeInstanceOf(Rejected)
    await expect(log.sync()).rejects.toBeInstanceOf(Rejected)
    await expect(log.freeze()).rejects.toBeInstanceOf(Rejected)
  })

  it('an append whose flush failed is unknown, not rejected', async () => {
    const disk = freshDisk()
    const log = await openOn(disk)
    failOnce(disk, 'append-flush', 'EIO')
    await expect(log.append('x')).rejects.toBeInstanceOf(IoError)
  })

  it('a second flush proves nothing; the planted bug believes it', async () => {
    for (const defect of [undefined, 'fsync-retry-succeeds'] as const) {
      const disk = freshDisk()
      const log = await openOn(disk, defect ? { defect } : {})
      failOnce(disk, 'append-flush', 'EIO')
      const answer = await log.append('x').catch((error: Error) => error.name)
      expect(answer).toEqual(defect ? { position: 1 } : 'IoError')
    }
  })

  const writes = ['record', 'generation', 'segment-header', 'segment-retire']
  it.each(writes)('ENOSPC on %s rejects and changes nothing', async (label) => {
    const disk = await sixRecords({ recycle: true })
    const log = await openOn(disk, { recycle: true })
    const texts = (await log.readAll()).slice()
    failOnce(disk, label, 'ENOSPC')
    let rejected = 0
    for (let index = 0; index < 12; index += 1)
      await log.append(`x${index}`).then(
        () => texts.push(`x${index}`),
        (error: unknown) => (expect(error).toBeInstanceOf(Rejected), (rejected += 1)),
      )
    expect(rejected).toBe(1)
    const kept = await (await openOn(disk, { recycle: true })).readAll()
    expect(kept).toEqual(texts.slice(-kept.length))
    expect(await log.readAll()).toEqual(kept)
  })

  it('the planted bug ignores it', async () => {
    const disk = freshDisk()
    const log = await openOn(disk, { defect: 'log-enospc-ignored' })
    failOnce(disk, 'record', 'ENOSPC')
    expect(await log.append('lost')).toEqual({ position: 1 })
    expect(await log.readAll()).toEqual([])
  })

  it('a failed sync ends the log too', async () => {
    const disk = freshDisk()
    const process = new FakeProcess(disk)
    const log = await LogWriter.open(process.context, { ...small, policy: 'interval' })
    failOnce(disk, 'sync-flush', 'EIO')
    await log.append('x')
    await expect(log.sync()).rejects.toBeInstanceOf(IoError)
    await expect(log.append('later')).rejects.toBeInstanceOf(Rejected)
  })
})
