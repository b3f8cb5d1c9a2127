/** Every command and every flag that a page names exists, and takes the arguments that it is given there. */
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OPTION_NAMES, variableOf } from '../../../runner/settings/table.ts'
import { commandsOf, everyFlag, ownArguments, refusal, wordsOf } from './commands.ts'
import { allPages, blocksOf, inlineCode, inRepository } from './markdown.ts'
import type { Block } from './markdown.ts'

const pages = allPages()
const manifest = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const flags = everyFlag()
/** Of other programs. */
const FOREIGN_FLAGS = ['--mode', '--save-dev', '--scale', '--appendonly', '--save']
const OTHERS = ['docker']

/** Why `npm …` does not do what it says; null when it does. */
function npmProblem([, verb, ...rest]: readonly string[]): string | null {
  const wordsLeft = rest.filter((word) => !word.startsWith('-'))
  if (verb === 'run') return rest[0]! in manifest.scripts ? null : `there is no script ${rest[0]}`
  if (verb === 'start' || verb === 'test') return verb in manifest.scripts ? null : `there is no script ${verb}`
  if (verb === 'ci' || verb === 'pack') return null
  if (verb !== 'install') return `nobody knows npm ${verb}`
  const wrong = wordsLeft.filter((word) => word !== 'seeddrill' && !/\.tgz$/.test(word) && !Object.entries(manifest.devDependencies).some(([name, version]) => word === `${name}@${version}`))
  return wrong.length === 0 ? null : `${wrong.join(', ')} is not what the tests use`
}

/** Of YAML every text is looked at, so what is no command of ours is no command. */
async function problemOf(command: string, { language }: Block): Promise<string | null> {
  const argv = ownArguments(command)
  if (argv !== null) return refusal(argv)
  const words = wordsOf(command)
  if (words[0] === 'npm') return npmProblem(words)
  return language === 'yaml' || OTHERS.includes(words[0]!) ? null : `who knows ${words[0]}?`
}

describe.each(pages)('$path', (page) => {
  it('states commands that exist', async () => {
    const problems: string[] = []
    for (const block of page.blocks)
      for (const command of commandsOf(block)) {
        const problem = await problemOf(command, block)
        if (problem !== null) problems.push(`line ${block.line}: ${command}: ${problem}`)
      }
    expect(problems).toEqual([])
  })

  it('states commands within its text that exist', async () => {
    const problems: string[] = []
    for (const command of inlineCode(page).filter((code) => /^(npx )?seeddrill [a-z]/.test(code) && !/[<[…|]/.test(code))) {
      const problem = await refusal(ownArguments(command)!)
      // A name of a command need not be a whole command.
      if (problem !== null && !problem.includes('missing required argument')) problems.push(`${command}: ${problem}`)
    }
    expect(problems).toEqual([])
  })

  it('names flags and variables that exist', () => {
    const code = inlineCode(page).join('\n')
    const named = [...code.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag)
    expect(named.filter((flag) => !flags.has(flag) && !FOREIGN_FLAGS.includes(flag))).toEqual([])
    const variables = [...page.text.matchAll(/\bSEEDDRILL_[A-Z_]+(?![A-Z_*])/g)].map(([name]) => name)
    expect(variables.filter((name) => !OPTION_NAMES.some((option) => variableOf(option) === name))).toEqual([])
  })

  it('says of every block what it is, and of every file its name', () => {
    const KNOWN = ['text', 'ts', 'js', 'sh', 'console', 'yaml', 'json', 'groovy']
    const wrong = page.blocks.filter(({ language, file }) => !KNOWN.includes(language) || (['ts', 'js', 'groovy', 'yaml'].includes(language) && file === null))
    expect(wrong.map(({ line, language }) => `line ${line}: ${language}`)).toEqual([])
  })
})

it('what terminals show is typed by a test of each page', () => {
  const shown = pages.filter(({ blocks }) => blocks.some(({ language }) => language === 'console'))
  expect(shown.length).toBeGreaterThan(5)
  const missing = shown.filter(({ path }) => !existsSync(inRepository(`test/promises/pages/${basename(path, '.md').toLowerCase()}.test.ts`)))
  expect(missing.map(({ path }) => path)).toEqual([])
})

describe('the check of commands', () => {
  const found = async (text: string): Promise<readonly (string | null)[]> => Promise.all(blocksOf(text).flatMap((block) => commandsOf(block).map((command) => problemOf(command, block))))

  it('lets pass what is right', async () => {
    expect(await found('```sh\nnpx seeddrill run a.ts --seeds 3 --bail  # a remark\nnpm ci && npm start\n```\n')).toEqual([null, null, null])
    expect(await found("```yaml\n# ci.yml\njob:\n  script:\n    - npx seeddrill run --shard 1/2\n```\n")).toEqual([null])
    expect(await found("```groovy\n// Jenkinsfile\nsh 'npx seeddrill run --reporter junit=a.xml'\n```\n")).toEqual([null])
  })

  it.each([
    ['a flag', '```sh\nseeddrill run --sed abc\n```\n', /unknown option '--sed'/],
    ['a value', '```sh\nseeddrill run --seeds none\n```\n', /--seeds|whole/],
    ['a command', '```sh\nnpx seeddrill drill\n```\n', /unknown command 'drill'/],
    ['a command in YAML', '```yaml\n# a.yml\njob: { run: npx seeddrill run --shards 1/2 }\n```\n', /unknown option '--shards'/],
    ['a script', '```sh\nnpm run benchmark\n```\n', /no script benchmark/],
    ['a version', '```sh\nnpm install --save-dev bullmq@5.0.0\n```\n', /not what the tests use/],
  ])('finds %s that is not there', async (_, text, message) => {
    expect((await found(text)).join()).toMatch(message)
  })
})
