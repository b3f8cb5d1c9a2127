/** Commands about estates in a folder of their own, on worker threads, with the small estate in `own.ts`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import { expect } from 'vitest'
import { SEEDDRILL } from '../../../reports/shell.ts'
import { main } from '../../../runner/main.ts'
import { fakeHost } from '../fake-host.ts'
import { SMALL_ESTATE } from './small-estate.ts'

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface EstateFolder {
  readonly path: string
  put(name: string, text: string): void
  read(name: string): string
  /** The command line, in this folder. */
  seeddrill(argv: readonly string[], terminal?: { readonly columns: number; readonly env?: Readonly<Record<string, string>> }): Promise<Said>
  remove(): void
}

export function estateFolder(): EstateFolder {
  const path = mkdtempSync(join(tmpdir(), 'seeddrill-estates-'))
  writeFileSync(join(path, 'own.ts'), SMALL_ESTATE)
  return {
    path,
    put: (name, text) => writeFileSync(join(path, name), text),
    read: (name) => readFileSync(join(path, name), 'utf8'),
    async seeddrill(argv, terminal) {
      const host = fakeHost({ cwd: path, ...(terminal ? { tty: true, ...terminal } : {}) })
      const code = await main(argv, host)
      return { code, ...host.said }
    },
    remove: () => rmSync(path, { recursive: true }),
  }
}

/** What a printed command gives to the program. */
export function argumentsOf(command: string): readonly string[] {
  const words = command.split(' ')
  expect(words.splice(0, 2).join(' ')).toBe(SEEDDRILL)
  return words
}

/** Parsed, and checked against its published schema. */
export function documentOf<Document>(name: 'compare' | 'advise', text: string): Document {
  const schema = JSON.parse(readFileSync(new URL(`../../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object
  const validate = new Ajv({ allErrors: true }).compile(schema)
  const document = JSON.parse(text) as Document
  void validate(document)
  expect(validate.errors ?? []).toEqual([])
  return document
}
