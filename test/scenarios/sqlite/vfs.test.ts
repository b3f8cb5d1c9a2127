import { afterEach, describe, expect, it } from 'vitest'
import { FileError } from '../../../core/fs/file-error.ts'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { NeverAnswered } from '../../../core/sim/index.ts'
import { FULL, IOERR } from '../../../scenarios/sqlite/codes.ts'
import { openFileCount, unmount } from '../../../scenarios/sqlite/vfs.ts'
import { MemoryFiles } from '../../core/fs/memory-files.ts'
import { codeOf, mount, open, unmountAll, withTable } from './engine-lab.ts'

const names = (files: FileCalls): readonly string[] => files.readDirectory('/').map(({ name }) => name)

afterEach(() => {
  unmountAll()
  expect(openFileCount()).toBe(0)
})

describe('several connections', () => {
  it('keep each other out as the levels of the lock say', () => {
    const on = mount(new MemoryFiles())
    const writer = withTable(on)
    const [reader, late] = [open(on), open(on)]
    reader.run('BEGIN')
    reader.run('SELECT * FROM pair')
    writer.run('BEGIN')
    writer.run("UPDATE pair SET value = 'new'")
    expect(reader.run('SELECT value FROM pair')).toEqual([['old']])
    expect(() => writer.run('COMMIT')).toThrow(/locked/)
    expect(() => late.run('SELECT * FROM pair')).toThrow(/locked/)
    reader.run('COMMIT')
    writer.run('COMMIT')
    expect(late.run('SELECT value FROM pair')).toEqual([['new']])
  })

  it('read a snapshot in WAL mode while another one writes, and may not write on an old one', () => {
    const on = mount(new MemoryFiles())
    const writer = withTable(on, 'journal_mode = wal')
    const reader = open(on)
    reader.run('BEGIN')
    reader.run('SELECT * FROM pair')
    writer.run("UPDATE pair SET value = 'new'")
    expect(reader.run('SELECT value FROM pair')).toEqual([['old']])
    expect(() => reader.run("UPDATE pair SET value = 'late'")).toThrow(/locked/)
    // The log cannot be emptied while somebody reads the file below it.
    expect(writer.run('PRAGMA wal_checkpoint(TRUNCATE)')[0]![0]).toBe(1)
    reader.run('COMMIT')
    expect(reader.run('SELECT value FROM pair')).toEqual([['new']])
    expect(writer.run('PRAGMA wal_checkpoint(TRUNCATE)')).toEqual([[0, 0, 0]])
  })
})

describe('a machine that is gone', () => {
  it('leaves a journal that the next boot rolls back', () => {
    const files = new MemoryFiles()
    const first = mount(files)
    const writer = withTable(first, 'page_size = 512', 'cache_size = 2')
    writer.run('BEGIN')
    for (let key = 2; key < 40; key++) writer.run('INSERT INTO pair VALUES (?, ?)', key, 'x'.repeat(200))
    writer.run("UPDATE pair SET value = 'new' WHERE key = 1")
    unmount(first, new Error('the power fails'))
    expect(names(files)).toEqual(['data.db', 'data.db-journal'])
    const second = mount(files)
    const reader = open(second)
    expect(reader.run('SELECT * FROM pair')).toEqual([[1, 'old']])
    expect(second.recovered).toBeGreaterThan(0)
    expect(names(files)).toEqual(['data.db'])
    expect(reader.run('PRAGMA integrity_check')).toEqual([['ok']])
  })

  it('leaves a WAL that the next boot recovers, and no locks', () => {
    const files = new MemoryFiles()
    const first = mount(files)
    withTable(first, 'journal_mode = wal').run('BEGIN IMMEDIATE')
    unmount(first, new Error('the power fails'))
    const second = mount(files)
    const writer = open(second)
    writer.run("UPDATE pair SET value = 'new'")
    expect(second.recovered).toBeGreaterThan(0)
  })

  it('cannot be used any more, and stops nobody else', () => {
    const [gone, here] = [mount(new MemoryFiles()), mount(new MemoryFiles())]
    const connection = withTable(gone)
    unmount(gone, new Error('the power fails'))
    expect(() => connection.run('SELECT * FROM pair')).toThrow('the power fails')
    expect(withTable(here).run('SELECT value FROM pair')).toEqual([['old']])
  })
})

/** Fails every write with an error, once there is one. */
class FailingFiles extends MemoryFiles {
  error: Error | null = null

  override write(descriptor: number, data: Uint8Array, position: number | null): number {
    if (this.error) throw this.error
    return super.write(descriptor, data, position)
  }
}

describe('errors', () => {
  it.each([['ENOSPC', FULL], ['EIO', IOERR]] as const)('%s gets to the application, and the transaction is undone', (code, expected) => {
    const files = new FailingFiles()
    const connection = withTable(mount(files))
    files.error = new FileError(code, 'write')
    expect(codeOf(() => connection.run("UPDATE pair SET value = 'new'"))).toBe(expected)
    files.error = null
    expect(connection.run('SELECT value FROM pair')).toEqual([['old']])
    connection.run("UPDATE pair SET value = 'newer'")
    expect(connection.run('PRAGMA integrity_check')).toEqual([['ok']])
  })

  it('a device that never answers is thrown as it came, once the engine has returned', () => {
    const files = new FailingFiles()
    const connection = withTable(mount(files))
    files.error = new NeverAnswered()
    expect(() => connection.run("UPDATE pair SET value = 'new'")).toThrow(NeverAnswered)
    files.error = null
    expect(() => connection.run('SELECT * FROM pair')).toThrow(NeverAnswered)
    expect(withTable(mount(new MemoryFiles())).run('SELECT value FROM pair')).toEqual([['old']])
  })

  it('a mistake of the program is no error of a file', () => {
    const files = new FailingFiles()
    const connection = withTable(mount(files))
    files.error = new TypeError('a mistake')
    expect(() => connection.run("UPDATE pair SET value = 'new'")).toThrow(TypeError)
  })
})

describe('clock and randomness', () => {
  it('are the machine\'s', () => {
    const ask = "SELECT datetime('now'), hex(randomblob(8))"
    const [one] = open(mount(new MemoryFiles())).run(ask)
    open(mount(new MemoryFiles())).run('SELECT random()')
    const [same] = open(mount(new MemoryFiles())).run(ask)
    expect(one![0]).toBe('2000-01-01 01:00:00')
    expect(same).toEqual(one)
  })
})
