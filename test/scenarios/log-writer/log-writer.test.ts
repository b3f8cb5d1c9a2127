import { describe, expect, it } from 'vitest'
import { Rejected } from '../../../core/machine/app.ts'
import { durabilityOf, logWriter, LogWriter, type LogWriterOptions } from '../../../scenarios/log-writer/index.ts'
import { FakeDisk, FakeProcess } from './fake.ts'

const SEGMENT = 2048
const VOLUME = 4096 + 3 * SEGMENT
const small: LogWriterOptions = { segmentBytes: SEGMENT }

const freshDisk = () => new FakeDisk(new Uint8Array(VOLUME))
const openOn = (disk: FakeDisk, options: LogWriterOptions = {}) =>
  LogWriter.open(new FakeProcess(disk).context, { ...small, ...options })

async function appendAll(log: LogWriter, count: number, prefix = 'text'): Promise<string[]> {
  const texts = Array.from({ length: count }, (_, index) => `${prefix} ${index} ü€😀`)
  for (const text of texts) await log.append(text)
  return texts
}

/** Appends until the log is full; returns what went in. */
async function fill(log: LogWriter): Promise<string[]> {
  const texts: string[] = []
  for (;;)
    try {
      await log.append(`fill ${texts.length}`)
      texts.push(`fill ${texts.length}`)
    } catch (error) {
      expect(error).toBeInstanceOf(Rejected)
      return texts
    }
}

describe('append and read', () => {
  it('numbers records from 1 and reads them back, after reopening too', async () => {
    const disk = freshDisk()
    const log = await openOn(disk)
    expect(await log.append('one')).toEqual({ position: 1 })
    expect(await Promise.all([log.append(''), log.append('three')])).toEqual([{ position: 2 }, { position: 3 }])
    expect(await log.readAll()).toEqual(['one', '', 'three'])
    const again = await openOn(disk)
    expect(again.recoveredRecords).toBe(3)
    expect(again.truncatedRecords).toBe(0)
    expect(await again.append('four')).toEqual({ position: 4 })
    expect(await again.readAll()).toEqual(['one', '', 'three', 'four'])
  })

  it('goes on over segments and keeps all texts', async () => {
    const disk = freshDisk()
    const texts = await appendAll(await openOn(disk), 9)
    expect(disk.writes.filter((write) => write.label === 'segment-header')).toHaveLength(3)
    expect(await (await openOn(disk)).readAll()).toEqual(texts)
  })

  it('commits what waits together in one write and one flush', async () => {
    const disk = freshDisk()
    const log = await openOn(disk)
    await log.append('first')
    const [writes, flushes] = [disk.writes.length, disk.flushes.length]
    await Promise.all(['a', 'b', 'c'].map((text) => log.append(text)))
    expect(disk.writes.length - writes).toBe(1)
    expect(disk.flushes.length - flushes).toBe(1)
  })

  it('refuses misuse', async () => {
    const log = await openOn(freshDisk())
    await expect(log.append('x'.repeat(SEGMENT))).rejects.toThrow(RangeError)
    await expect(log.append('\ud800')).rejects.toThrow(RangeError)
    await expect(openOn(freshDisk(), { segmentBytes: 1000 })).rejects.toThrow('segmentBytes')
    await expect(openOn(freshDisk(), { segmentBytes: 8192 })).rejects.toThrow('two segments')
    await expect(openOn(freshDisk(), { intervalUs: 0 })).rejects.toThrow('intervalUs')
  })
})

describe('a process that only reads', () => {
  it.each(['always', 'interval', 'none'] as const)('writes nothing (%s)', async (policy) => {
    const disk = freshDisk()
    await appendAll(await openOn(disk, { policy }), 4)
    const before = disk.writes.length
    const labels = disk.flushes.length
    await (await openOn(disk, { policy })).readAll()
    expect(disk.writes.length).toBe(before)
    expect(disk.flushes.slice(labels).map((flush) => flush.label)).toEqual(policy === 'always' ? ['open-flush'] : [])
  })
})

describe('a full volume', () => {
  it('rejects, keeps what is there, and still opens', async () => {
    const disk = freshDisk()
    const log = await openOn(disk)
    const texts = await fill(log)
    expect(texts).toHaveLength(12)
    await expect(log.append('more')).rejects.toBeInstanceOf(Rejected)
    const again = await openOn(disk)
    await expect(again.append('more')).rejects.toBeInstanceOf(Rejected)
    expect(await again.readAll()).toEqual(texts)
  })

  it('drops its oldest segment when told to recycle', async () => {
    const disk = freshDisk()
    const log = await openOn(disk, { recycle: true })
    const texts = await appendAll(log, 30)
    const kept = await log.readAll()
    expect(log.firstNumber).toBe(31 - kept.length)
    expect(kept).toEqual(texts.slice(-kept.length))
    expect(kept.length).toBeGreaterThan(4)
    const again = await openOn(disk, { recycle: true })
    expect(await again.readAll()).toEqual(kept)
    expect(again.firstNumber).toBe(log.firstNumber)
  })
})

describe('flushes', () => {
  const labelsOf = (disk: FakeDisk) => disk.flushes.map((flush) => flush.label)

  it('always: one before each acknowledgement; a sync has nothing left to do', async () => {
    const disk = freshDisk()
    const log = await openOn(disk, { policy: 'always' })
    await appendAll(log, 2)
    await log.sync()
    await log.freeze()
    log.thaw()
    expect(labelsOf(disk)).toEqual(['generation-flush', 'append-flush', 'append-flush'])
  })

  it('none: only the start of the generation, syncs and freezes, and none twice', async () => {
    const disk = freshDisk()
    const log = await openOn(disk, { policy: 'none' })
    await appendAll(log, 2)
    await log.sync()
    await log.sync()
    await log.append('x')
    await log.freeze()
    expect(labelsOf(disk)).toEqual(['generation-flush', 'sync-flush', 'freeze-flush'])
  })
})

describe('freeze and thaw', () => {
  it('holds new appends until the thaw', async () => {
    const log = await openOn(freshDisk())
    await log.append('before')
    await log.freeze()
    let held = true
    const append = log.append('after').then(() => (held = false))
    expect(await log.readAll()).toEqual(['before'])
    expect(held).toBe(true)
    log.thaw()
    await append
    expect(await log.readAll()).toEqual(['before', 'after'])
  })
})

describe('the application', () => {
  it('states its volume, its contract and a clean quiesce', async () => {
    const application = logWriter({ volumeSize: '2MiB', policy: 'interval' })
    expect(application).toMatchObject({ name: 'log-writer', volumes: { log: '2MiB' }, quiesce: { clean: true } })
    expect((['always', 'interval', 'none'] as const).map(durabilityOf)).toEqual(['ack', 'sync', 'none'])
    const log = await logWriter(small).boot(new FakeProcess(freshDisk()).context)
    expect(application.replayed?.(log)).toBe(0)
  })
})
