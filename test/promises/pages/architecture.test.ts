/** docs/architecture.md describes the house that there is: its floors in their order, and files that exist. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FLOORS, FOLDERS } from '../../tidy/floors.ts'
import { inlineCode, inRepository, readPage, rowsOf } from './markdown.ts'

const page = readPage('docs/architecture.md')
const firstCells = rowsOf(page).map(([cell]) => /^`([^`]+)`$/.exec(cell!)?.[1])

it('has the folders, and the floors from the ground up', () => {
  expect(firstCells.filter((cell) => cell !== undefined)).toEqual([...Object.keys(FOLDERS).map((name) => `${name}/`), ...FLOORS])
})

it('names files and folders that exist', () => {
  const named = inlineCode(page).filter((code) => /^(core|scenarios|reports|runner|test|docs)\//.test(code) && code !== 'docs/api')
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((path) => !existsSync(inRepository(path)))).toEqual([])
})
