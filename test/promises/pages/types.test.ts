/** Every TypeScript file that a page shows has no type error, in a project that has installed the package. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, expect, it } from 'vitest'
import { FIRST_SCENARIO } from '../../../runner/init/templates.ts'
import { newReader } from './follow.ts'
import { allPages } from './markdown.ts'

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
}

const { folder } = newReader()
afterAll(() => rmSync(folder.path, { recursive: true }))

const folderOf = (path: string): string => path.replace(/\W/g, '-')

/** Each page in a folder of its own, with what `seeddrill init` writes: a page imports it. */
for (const { path } of allPages()) folder.put(join(folderOf(path), 'drills/till.drill.ts'), FIRST_SCENARIO)

const files = allPages().flatMap(({ path, blocks }) =>
  blocks.filter(({ language, file }) => language === 'ts' && file !== null).map(({ text, file, line }) => {
    const name = join(folderOf(path), file!)
    folder.put(name, text)
    return { name: join(folder.path, name), page: `${path}:${line}` }
  }))

it('of every page', () => {
  expect(files.length).toBeGreaterThan(5)
  const program = ts.createProgram(files.map(({ name }) => name), { ...OPTIONS, typeRoots: [join(folder.path, 'node_modules/@types')] })
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const page = files.find(({ name }) => name === file?.fileName)?.page ?? file?.fileName
    const row = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0
    return `${page} + ${row}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
  expect(problems).toEqual([])
})
