/** Does what a page says, in an empty folder: writes its files and types its commands. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'vitest'
import { emptyFolder } from '../command-line.ts'
import type { Folder } from '../command-line.ts'
import { inRepository } from './markdown.ts'
import type { Block } from './markdown.ts'
import { firstDifference, stepsOf } from './transcript.ts'

/** What a project has in its `node_modules` once it has installed what the pages say. */
const INSTALLED = ['vitest', 'bullmq', 'ioredis', '@sqlite.org/sqlite-wasm', 'write-file-atomic', '@types/node']

/** What is told now and then while something takes long: how often depends on the machine. */
const HEARTBEAT = /^(?:… .* failing|\d+ of \d+ histories · .*)\n/gm

/** Of a terminal of a person: nothing of CI, nothing of a test runner. */
const KEPT = ['HOME', 'LANG', 'TMPDIR']

export interface Reader {
  readonly folder: Folder
  /** Writes a block that names its file; types the commands of one that shows a terminal, and compares. */
  follow(block: Block): void
  leave(): void
}

/** @param variables of the environment, beside the usual ones */
export function newReader(variables: Readonly<Record<string, string>> = {}): Reader {
  const folder = emptyFolder()
  const tools = install(folder)
  const env = {
    ...Object.fromEntries(KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    NO_COLOR: '1',
    ...variables,
    PATH: [tools, process.env.PATH].join(delimiter),
  }
  let status = 0
  const type = (command: string): { readonly printed: string; readonly status: number } => {
    const done = spawnSync('sh', ['-c', `(exit ${status}); { ${command}\n} 2>&1`], { cwd: folder.path, env, encoding: 'utf8' })
    status = done.status ?? -1
    return { printed: done.stdout.replace(HEARTBEAT, ''), status }
  }
  return {
    folder,
    follow(block) {
      if (block.language === 'console') typeAll(block, type)
      else if (block.file !== null) folder.put(block.file, block.text)
    },
    leave: () => rmSync(folder.path, { recursive: true }),
  }
}

/** @returns a folder with the commands that the pages use */
function install({ path }: Folder): string {
  const modules = join(path, 'node_modules')
  for (const name of INSTALLED) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(inRepository(`node_modules/${name}`), join(modules, name), 'junction')
  }
  symlinkSync(inRepository('.'), join(modules, 'seeddrill'), 'junction')
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }\n')
  const tools = join(modules, '.tools')
  mkdirSync(tools)
  // What npx does, without its second of looking around.
  writeFileSync(join(tools, 'npx'), `#!/bin/sh
tool=$1
shift
case $tool in
  seeddrill) exec node "${inRepository('runner/bin.js')}" "$@" ;;
  *) exec "${inRepository('node_modules/.bin')}/$tool" "$@" ;;
esac
`, { mode: 0o755 })
  return tools
}

/** A command that does not end with 0 has to be followed by one that shows how it ended. */
function typeAll({ text, line }: Block, type: (command: string) => { readonly printed: string; readonly status: number }): void {
  const steps = stepsOf(text)
  for (const [index, { command, shown }] of steps.entries()) {
    const { printed, status } = type(command)
    if (shown !== null) {
      const wrong = firstDifference(shown, printed)
      expect(wrong, `line ${line}: ${command}\nis shown: ${wrong}\nprinted:\n${printed}`).toBeNull()
    }
    const next = steps[index + 1]?.command
    if (next !== 'echo $?') expect(status, `line ${line}: how ${command} ended\n${printed}`).toBe(0)
  }
}
