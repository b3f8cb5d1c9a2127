/** Which commands a page states, and whether the program knows them. */
import { CommanderError } from 'commander'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { createProgram } from '../../../runner/program.ts'
import { processHost } from '../../../runner/host.ts'
import type { Block } from './markdown.ts'

/** Splits a command as a shell does; quotes hold words together. */
export function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'))
}

/** Every text of a YAML document, however deep. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const withoutRemark = (line: string): string => line.replace(/\s+#\s.*$/, '')

/** With what a CI puts in the place of its expressions. */
const filledIn = (line: string): string => line.replace(/\$\{\{.*?\}\}|\$CI_\w+/g, '1')

/** The lines that a block asks a shell to run. What terminals show is typed by the tests of the pages. */
function linesOf({ language, text }: Block): readonly string[] {
  const shell = text.replace(/\\\n\s*/g, ' ')
  if (language === 'sh') return shell.split('\n').map(withoutRemark)
  if (language === 'yaml') return textsOf(parse(text)).flatMap((each) => filledIn(each).split('\n'))
  if (language === 'groovy') return [...text.matchAll(/\bsh '([^']+)'/g)].map(([, command]) => command!)
  return []
}

/** The commands of a block, one by one. */
export function commandsOf(block: Block): readonly string[] {
  return linesOf(block).flatMap((line) => line.split(/ (?:&&|\|\||;|\|) /)).map((command) => command.trim().replace(/ >.*$/, '').replace(/^(?:[A-Z_]+=\S+ )+/, '')).filter((command) => command !== '')
}

/** The arguments of a command of ours; null for one of somebody else, or for the mere name. */
export function ownArguments(command: string): readonly string[] | null {
  const words = wordsOf(command)
  const start = words.findIndex((word) => word === 'seeddrill')
  const isOwn = start === 0 || (start === 1 && words[0] === 'npx')
  return isOwn && words.length > start + 1 ? words.slice(start + 1) : null
}

/** The program, with commands that do nothing but read their arguments. */
function harmless(): Command {
  const program = createProgram(processHost(), () => {})
  const disarm = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
    if (command.commands.length === 0) command.action(() => {})
    for (const each of command.commands) disarm(each)
  }
  disarm(program)
  return program
}

/** Why the program does not take these arguments; null when it does. */
export async function refusal(argv: readonly string[]): Promise<string | null> {
  try {
    await harmless().parseAsync(argv.map((word) => (word === '--bail' ? '--bail=1' : word)), { from: 'user' })
    return null
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return null
    return error instanceof Error ? error.message : String(error)
  }
}

/** Every long flag of every command. */
export function everyFlag(): ReadonlySet<string> {
  const program = harmless()
  const commands = [program, ...program.commands.flatMap((command) => [command, ...command.commands])]
  return new Set(commands.flatMap(({ options }) => options.map(({ long }) => long!)).concat('--help', '--version'))
}

/** Of the commands that a person types: a shell asks others, whose names begin with an underscore. */
export const commandNames = (): readonly string[] => harmless().commands.map((command) => command.name()).filter((name) => !name.startsWith('_'))
