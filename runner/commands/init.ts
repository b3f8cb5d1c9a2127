/** `seeddrill init`: the first files of a project. Nothing that is there is changed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { templatesFor } from '../init/templates.ts'
import type { Template } from '../init/templates.ts'
import { manifest } from '../package-root.ts'
import { inCi } from '../terminal.ts'
import { messageOf, UsageError } from '../usage-error.ts'

export interface InitFlags {
  readonly yes?: boolean
}

/** True: go on. */
export type Ask = (question: string) => Promise<boolean>

const GITLAB = '.gitlab-ci.yml'

/**
 * @returns the exit code
 * @throws UsageError when a file cannot be written
 */
export async function initCommand({ yes = false }: InitFlags, host: Host, ask: Ask = askAtTerminal): Promise<number> {
  const { cwd, stdout } = host
  const say = (line: string): void => void stdout.write(`${line}\n`)
  const templates = templatesFor({ version: manifest.version, isLocked: existsSync(join(cwd, 'package-lock.json')), hasGitlab: hasOtherGitlab(cwd) })
  const missing = templates.filter((template) => kept(template, cwd) === null)
  if (missing.length > 0 && !yes && host.stdin.isTTY === true && stdout.isTTY === true && !inCi(host.env)) {
    const wanted = await ask(`write ${missing.map(({ path }) => path).join(', ')}? [Y/n] `)
    if (!wanted) return exitCode('passed')
  }
  for (const template of templates) {
    const existing = kept(template, cwd)
    if (existing === null) write(template, cwd)
    say(existing === null ? `wrote  ${template.path}` : `kept   ${existing}`)
    if (existing === null && template.then !== undefined) say(`       ${template.then}`)
  }
  say('')
  say('next: npx seeddrill run')
  return exitCode('passed')
}

/** One that was written here before is no other. */
function hasOtherGitlab(cwd: string): boolean {
  const file = join(cwd, GITLAB)
  return existsSync(file) && !readFileSync(file, 'utf8').startsWith('seeddrill:')
}

/** What is there already and stays as it is. */
function kept({ path, instead = [path] }: Template, cwd: string): string | null {
  return instead.find((name) => existsSync(join(cwd, name))) ?? null
}

function write({ path, text }: Template, cwd: string): void {
  const file = join(cwd, path)
  try {
    mkdirSync(dirname(file), { recursive: true })
    // Never over a file that came to be in between.
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${messageOf(error)}`)
  }
}

async function askAtTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return !/^\s*n/i.test(await terminal.question(question))
  } finally {
    terminal.close()
  }
}
