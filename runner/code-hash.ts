/** Twelve digits that stand for the code of a scenario and of the core: the same on every machine. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { siblingFolder } from './package-root.ts'

const DIGITS = 12

/** Of the core and whatever else makes up a scenario: texts in a fixed order. */
export function codeHash(texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}\n`).update(text)
  return hash.digest('hex').slice(0, DIGITS)
}

/** Contents of all code below a folder, in the order of their paths. Neither the paths nor the line ends count. */
function sourceTexts(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(?<!\.d)\.[jt]s$/.test(path))
    .sort()
    .map((path) => readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n'))
}

let core: readonly string[] | undefined
const coreTexts = (): readonly string[] => (core ??= sourceTexts(siblingFolder('core')))

let scenarios: readonly string[] | undefined
const scenarioTexts = (): readonly string[] => (scenarios ??= sourceTexts(siblingFolder('scenarios')))

/** Of a built-in scenario: they share their applications. @param programs stands for what it hosts; null: nothing */
export const builtInCodeHash = (programs: string | null): string =>
  codeHash([...coreTexts(), ...scenarioTexts(), ...(programs === null ? [] : [programs])])

/** Of a user's scenario file, by the text of its bundle, and of the programs that it hosts. */
export const bundleCodeHash = (bundle: string, programs: string | null): string =>
  codeHash([...coreTexts(), bundle, ...(programs === null ? [] : [programs])])
