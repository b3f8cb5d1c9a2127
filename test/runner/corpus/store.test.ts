import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entryText } from '../../../runner/corpus/entry.ts'
import { allIds, findEntry, nearId } from '../../../runner/corpus/find-entry.ts'
import { projectRoot } from '../../../runner/corpus/project-root.ts'
import { shortId, slugOf } from '../../../runner/corpus/short-id.ts'
import { entriesOf, pathOf, writeState } from '../../../runner/corpus/store.ts'
import { NAME, newEntry, payload } from './entries.ts'

let root: string

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'seeddrill-corpus-'))))
afterEach(() => rmSync(root, { recursive: true }))

const save = (fingerprint: string, change: Parameters<typeof newEntry>[0] = {}): void =>
  writeState(root, pathOf(NAME, fingerprint), entryText(newEntry({ fingerprint, ...change })))

describe('names', () => {
  it('are safe as names of files', () => {
    expect(['ledger/failover', '../../etc', '.hidden', 'a+b', 'con', 'NUL', '..'].map(slugOf)).toEqual([
      'ledger-failover', 'etc', 'hidden', 'a+b', 'scenario-con', 'scenario-NUL', 'scenario-',
    ])
    expect([shortId('a/b', 'f1'), shortId('a/b', 'f1', 2)]).toEqual(['a-b-f1', 'a-b-f1-2'])
  })
})

describe('the corpus', () => {
  it('is empty where nothing was saved', () => {
    expect(entriesOf(root, NAME)).toEqual([])
    expect(existsSync(join(root, '.seeddrill'))).toBe(false)
  })

  it('keeps what belongs to one person out of version control, and leaves no other files', () => {
    save('f1f1f1')
    expect(readFileSync(join(root, '.seeddrill/.gitignore'), 'utf8')).toContain('last-run.json')
    writeFileSync(join(root, '.seeddrill/.gitignore'), 'mine')
    save('f2f2f2')
    expect(readFileSync(join(root, '.seeddrill/.gitignore'), 'utf8')).toBe('mine')
    expect(readdirSync(join(root, '.seeddrill/corpus/toys-note.book'))).toEqual(['f1f1f1.json', 'f2f2f2.json'])
  })

  it('gives the simplest failures first, and none of another scenario in the same folder', () => {
    save('aaaaaa', { payload: { ...payload, crash: { ...payload.crash, then: { during: 'recovery', at: { step: 'boot', operation: null, where: 'book', label: 'boot', nth: 1 }, picks: { pick: 'floors' } } } as never } })
    save('bbbbbb')
    save('cccccc', { payload: { ...payload, scenario: 'toys-note.book', plan: { ...payload.plan, scenario: 'toys-note.book' } } })
    expect(entriesOf(root, NAME).map(({ id }) => id)).toEqual(['toys-note.book-bbbbbb', 'toys-note.book-aaaaaa'])
  })

  it('names a file that holds no failure', () => {
    save('f1f1f1')
    writeFileSync(join(root, pathOf(NAME, 'f2f2f2')), '{}')
    expect(() => entriesOf(root, NAME)).toThrow('.seeddrill/corpus/toys-note.book/f2f2f2.json is no saved failure')
  })
})

describe('findEntry', () => {
  it('takes an id, or a beginning that is one only', () => {
    save('f1f1f1')
    save('f1f1f1-2')
    save('f2f2f2')
    expect(findEntry(root, 'toys-note.book-f2')?.path).toBe('.seeddrill/corpus/toys-note.book/f2f2f2.json')
    expect(findEntry(root, 'toys-note.book-f1f1f1')?.id).toBe('toys-note.book-f1f1f1')
    expect(() => findEntry(root, 'toys')).toThrow('toys may be toys-note.book-f1f1f1 or toys-note.book-f1f1f1-2 or toys-note.book-f2f2f2: write more of it')
  })

  it('finds nothing else, and suggests what is near', () => {
    save('f1f1f1')
    expect(findEntry(root, 'toys-note.book-f3')).toBeNull()
    expect(findEntry(root, '../x')).toBeNull()
    expect(nearId(root, 'toys-notebook-f1f1f1')).toBe('; did you mean toys-note.book-f1f1f1?')
    expect(allIds(root)).toEqual(['toys-note.book-f1f1f1'])
  })
})

describe('projectRoot', () => {
  it('is the nearest folder upwards that looks like a project, else the folder itself', () => {
    const deep = join(root, 'a/b/c')
    mkdirSync(deep, { recursive: true })
    writeFileSync(join(root, 'package.json'), '{}')
    expect(projectRoot(deep)).toBe(root)
    writeFileSync(join(root, 'a/seeddrill.config.mjs'), '')
    expect(projectRoot(deep)).toBe(join(root, 'a'))
  })
})
