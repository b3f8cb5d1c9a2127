/** Where the interface leaves a choice, the VFS does as the unix VFS of SQLite does. */
import { afterEach, describe, expect, it } from 'vitest'
import { FileError } from '../../../core/fs/file-error.ts'
import { IOERR, IOERR_SHORT_READ } from '../../../scenarios/sqlite/codes.ts'
import { ioMethods } from '../../../scenarios/sqlite/io-methods.ts'
import type { SqliteMemory } from '../../../scenarios/sqlite/library.ts'
import { OpenFile } from '../../../scenarios/sqlite/open-file.ts'
import { MemoryFiles } from '../../core/fs/memory-files.ts'
import { codeOf, mount, open, PATH, unmountAll, withTable } from './engine-lab.ts'
import { RecordingFiles } from './recording-files.ts'

afterEach(unmountAll)

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

describe('the calls of the unix VFS', () => {
  it('fill with zeros what is read beyond the end of a file', () => {
    const files = new MemoryFiles()
    const descriptor = files.open('/short', { create: true, access: 'read-write' })
    files.write(descriptor, new Uint8Array([1, 2]), 0)
    const heap = new Uint8Array(8).fill(9)
    const file = new OpenFile({ mount: mount(files), path: '/short', descriptor, syncsFolder: false, lockable: false })
    const [, read] = ioMethods({ heap8u: () => heap } as SqliteMemory, new Map([[1, file]]))['xRead']!
    expect((read as (...parameters: unknown[]) => number)(1, 2, 4, 0n)).toBe(IOERR_SHORT_READ)
    expect([...heap]).toEqual([9, 9, 1, 2, 0, 0, 9, 9])
  })

  it('take an empty journal for none', () => {
    const files = new MemoryFiles()
    const opened: string[] = []
    withTable(mount(files), 'journal_mode = truncate')
    expect(files.stat(`${PATH}-journal`).sizeBytes).toBe(0)
    const really = files.open.bind(files)
    files.open = (path, ...rest) => {
      opened.push(path)
      return really(path, ...rest)
    }
    expect(open(mount(files)).run('SELECT value FROM pair')).toEqual([['old']])
    expect(opened).toEqual([PATH])
  })

  it('call a folder\'s sync that fails a success after a file\'s that did not', () => {
    class NoFolders extends MemoryFiles {
      override fsync(descriptor: number): void {
        if (this.stat(descriptor).type === 'directory') throw new FileError('EIO', 'fsync')
      }
    }
    const connection = withTable(mount(new NoFolders()))
    connection.run("UPDATE pair SET value = 'new'")
    connection.run('PRAGMA synchronous = extra')
    expect(codeOf(() => connection.run("UPDATE pair SET value = 'newer'"))).toBe(IOERR)
  })
})
