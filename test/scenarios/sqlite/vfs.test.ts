import { afterEach, describe, expect, it } from 'vitest'
import { FileError } from '../../../core/fs/file-error.ts'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { NeverAnswered, randomStream } from '../../../core/sim/index.ts'
import { FULL, IOERR } from '../../../scenarios/sqlite/codes.ts'
import { Connection, SqliteError } from '../../../scenarios/sqlite/connection.ts'
import { Mount } from '../../../scenarios/sqlite/mount.ts'
import { openFileCount, unmount } from '../../../scenarios/sqlite/vfs.ts'
import { MemoryFiles } from '../../core/fs/memory-files.ts'
import { RecordingFiles } from './recording-files.ts'

const PATH = '/data.db'
let mounts: Mount[] = []

function mount(files: FileCalls): Mount {
  const made = new Mount({ files, clock: { now: () => 3_600_000_000 }, random: randomStream('vfs') })
  mounts.push(made)
  return made
}

function open(on: Mount, ...pragmas: string[]): Connection {
  const connection = new Connection(on, PATH)
  for (const pragma of pragmas) connection.run(`PRAGMA ${pragma}`)
  return connection
}

function withTable(on: Mount, ...pragmas: string[]): Connection {
  const connection = open(on, ...pragmas)
  connection.run('CREATE TABLE pair (key INTEGER PRIMARY KEY, value)')
  connection.run("INSERT INTO pair VALUES (1, 'old')")
  return connection
}

function codeOf(call: () => unknown): number {
  try {
    call()
  } catch (error) {
    if (error instanceof SqliteError) return error.code & 0xff
    throw error
  }
  return 0
}

const names = (files: FileCalls): readonly string[] => files.readDirectory('/').map(({ name }) => name)

afterEach(() => {
  for (const each of mounts) unmount(each, new Error('the test is over'))
  mounts = []
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

describe('what is synced', () => {
  /** Kinds of changes of one commit; a sync tells what it is of. */
  function commit(...pragmas: string[]): readonly string[] {
    const files = new RecordingFiles()
    const connection = withTable(mount(files), ...pragmas)
    const before = files.log.length
    connection.run("UPDATE pair SET value = 'new'")
    const database = files.stat(PATH).ino
    const root = files.stat('/').ino
    const what = (ino: number): string => (ino === root ? 'folder' : ino === database ? 'database' : 'journal')
    return files.log.slice(before).map(({ kind, ino }) => (kind === 'sync' ? `sync ${what(ino)}` : kind))
      .filter((text, index, all) => text !== all[index - 1])
  }

  it('in DELETE mode the folder once with the journal, and after its end only under EXTRA', () => {
    const full = ['create', 'write', 'sync journal', 'sync folder', 'write', 'sync journal', 'write', 'sync database', 'unlink']
    expect(commit('synchronous = full')).toEqual(full)
    expect(commit('synchronous = extra')).toEqual([...full, 'sync folder'])
    expect(commit('synchronous = normal')).toEqual(['create', 'write', 'sync journal', 'sync folder', 'write', 'sync database', 'unlink'])
    expect(commit('synchronous = off')).toEqual(['create', 'write', 'unlink'])
  })

  it('in WAL mode each commit under FULL, none under NORMAL', () => {
    expect(commit('journal_mode = wal', 'synchronous = full')).toEqual(['write', 'sync journal'])
    expect(commit('journal_mode = wal', 'synchronous = normal')).toEqual(['write'])
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
