/** docs/exit-codes.md has the exit codes of the program, command by command, in its own words. */
import { expect, it } from 'vitest'
import { EXPLORE_EXITS } from '../../../runner/program-explore.ts'
import { ESTATE_EXITS } from '../../../runner/estates/exits.ts'
import { EXIT_CODES, exitCode } from '../../../runner/exit-codes.ts'
import type { ExitName } from '../../../runner/exit-codes.ts'
import { PROJECT_EXITS } from '../../../runner/program-project.ts'
import { ZOO_EXITS } from '../../../runner/zoo/exit-of-zoo.ts'
import { followPage } from './followed.ts'
import { readPage, rowsOf } from './markdown.ts'

const page = readPage('docs/exit-codes.md')
/** Those of run and replay: they listen to no closed terminal. */
const ALL = Object.fromEntries(Object.entries(EXIT_CODES).filter(([name]) => name !== 'SIGHUP').map(([name, { meaning }]) => [name, meaning]))

it.each([
  ['run and replay', ALL],
  ['explore', EXPLORE_EXITS],
  ['compare and advise', ESTATE_EXITS],
  ['zoo', ZOO_EXITS],
  ['init, config, completion and worker', PROJECT_EXITS],
])('of %s', (heading, meanings) => {
  const [, section] = new RegExp(`^## ${heading}\n([^]*?)(?=^## |(?![^]))`, 'm').exec(page.prose)!
  expect(rowsOf({ ...page, prose: section! })).toEqual(
    Object.entries(meanings).map(([name, meaning]) => [String(exitCode(name as ExitName)), `\`${name}\``, meaning]))
})

followPage('docs/exit-codes.md')
