import { describe, expect, it } from 'vitest'
import { FileError } from '../../../core/fs/file-error.ts'
import { NeverAnswered } from '../../../core/sim/index.ts'
import { Rejected } from '../../../core/machine/app.ts'
import { JOURNAL_MODES } from '../../../scenarios/sqlite/index.ts'
import { engine } from '../../../scenarios/sqlite/library.ts'
import { MOST_MOUNTED } from '../../../scenarios/sqlite/mounts.ts'
import { openFileCount } from '../../../scenarios/sqlite/vfs.ts'
import { MemoryFiles } from '../../core/fs/memory-files.ts'
import { Stage } from './stage.ts'

const write = (key: string, value: string | null) => [{ key, value }]

describe('an application on SQLite', () => {
  it.each(JOURNAL_MODES)('runs transactions side by side in mode %s, each whole, in the order of their positions', async (journalMode) => {
    const stage = new Stage()
    const [db] = await stage.run(() => stage.open(new MemoryFiles(), { journalMode, connections: 3, pageSize: 1024 }))
    const positions = await stage.run(...['a', 'b', 'c', 'd'].map((client) => async () => {
      const own: number[] = []
      for (let index = 0; index < 10; index++)
        own.push((await db!.transact([{ key: 'left', value: client }, { key: 'right', value: client }])).position)
      return own
    }))
    expect(positions.flat().sort((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    const owners = Array.from({ length: 40 }, (_, index) => positions.findIndex((own) => own.includes(index + 1)))
    expect(owners.filter((owner, index) => owner !== owners[index - 1]).length).toBeGreaterThan(positions.length)
    const last = 'abcd'[positions.findIndex((own) => own.includes(40))]
    const [content] = await stage.run(() => db!.readAll())
    expect(content).toEqual({ commits: 40, values: { left: last, right: last } })
    expect(await stage.run(() => db!.integrityCheck())).toEqual([[]])
  })

  it('finds after a clean end all there is, and nothing to recover', async () => {
    const files = new MemoryFiles()
    const stage = new Stage()
    const [db] = await stage.run(() => stage.open(files, { journalMode: 'wal' }))
    await stage.run(() => db!.transact(write('key', 'value')))
    await stage.run(() => db!.close())
    const [again] = await stage.run(() => stage.open(files, { journalMode: 'wal' }))
    expect(again!.replayed).toBe(0)
    expect(await stage.run(() => again!.readAll())).toEqual([{ commits: 1, values: { key: 'value' } }])
  })

  it('holds transactions between freeze and thaw, with the log emptied', async () => {
    const files = new MemoryFiles()
    const stage = new Stage()
    const [db] = await stage.run(() => stage.open(files, { journalMode: 'wal' }))
    await stage.run(() => db!.transact(write('key', 'before')))
    await stage.run(() => db!.freeze())
    expect(files.stat('/data.db-wal').sizeBytes).toBe(0)
    let done = false
    const waiting = stage.run(async () => {
      await db!.transact(write('key', 'after'))
      done = true
    }, async () => {
      await stage.kernel.sleep(50_000)
      expect(done).toBe(false)
      db!.thaw()
    })
    await waiting
    expect(done).toBe(true)
  })

  it('rejects a transaction for which there is no room', async () => {
    class Full extends MemoryFiles {
      isFull = false

      override write(descriptor: number, data: Uint8Array, position: number | null): number {
        if (this.isFull) throw new FileError('ENOSPC', 'write')
        return super.write(descriptor, data, position)
      }
    }
    const files = new Full()
    const stage = new Stage()
    const [db] = await stage.run(() => stage.open(files, {}))
    files.isFull = true
    await expect(stage.run(() => db!.transact(write('key', 'value')))).rejects.toThrow(Rejected)
    files.isFull = false
    expect(await stage.run(() => db!.transact(write('key', 'value')))).toEqual([{ position: 1 }])
  })

  it('stands still where the device never answers', async () => {
    class Silent extends MemoryFiles {
      isSilent = false

      override fsync(descriptor: number): void {
        if (this.isSilent) throw new NeverAnswered()
        super.fsync(descriptor)
      }
    }
    const files = new Silent()
    const stage = new Stage()
    const [db] = await stage.run(() => stage.open(files, {}))
    files.isSilent = true
    await expect(stage.run(() => db!.transact(write('key', 'value')))).rejects.toThrow('stands still')
    await expect(stage.run(() => db!.readAll())).rejects.toThrow('stands still')
    expect(files.readDirectory('/').map(({ name }) => name)).toContain('data.db-journal')
  })

  it.each([
    [{ journalMode: 'fast' as never }, /journalMode must be/],
    [{ pageSize: 1000 }, /pageSize must be/],
    [{ lockingMode: 'exclusive', connections: 2 } as const, /connections must be 1/],
  ])('refuses %j', async (options, message) => {
    const stage = new Stage()
    await expect(stage.run(() => stage.open(new MemoryFiles(), options))).rejects.toThrow(message)
  })
})

describe('machines that nobody closes', () => {
  const abandon = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count++) {
      const stage = new Stage()
      await stage.run(async () => {
        const db = await stage.open(new MemoryFiles(), { journalMode: 'wal' })
        await db.transact(write('key', 'x'.repeat(2000)))
      })
    }
  }

  it('cost no memory in the long run, and no open files', async () => {
    await abandon(2 * MOST_MOUNTED)
    const before = engine.memory.buffer.byteLength
    const open = openFileCount()
    await abandon(1000)
    expect(engine.memory.buffer.byteLength).toBe(before)
    expect(openFileCount()).toBe(open)
  })

  it('are given up by age, and say so when they are used after all', async () => {
    const stage = new Stage()
    const [old] = await stage.run(() => stage.open(new MemoryFiles()))
    await abandon(MOST_MOUNTED)
    await expect(stage.run(() => old!.readAll())).rejects.toThrow(/in use at once/)
  })
})
