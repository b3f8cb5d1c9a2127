/** What the README shows is what happens, in an empty folder; its table of commands is that of the program. */
import { expect, it } from 'vitest'
import { commandNames } from './commands.ts'
import { followPage } from './followed.ts'
import { readPage, rowsOf } from './markdown.ts'

it('has a row for every command, and no other', () => {
  const named = rowsOf(readPage('README.md')).flatMap(([cell]) => /^`seeddrill ([a-z]+)/.exec(cell!)?.[1] ?? [])
  expect([...named].sort()).toEqual([...commandNames()].sort())
})

followPage('README.md')
