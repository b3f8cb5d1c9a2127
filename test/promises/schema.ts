/** Documents against the published schemas. */
import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { expect } from 'vitest'

const schemaOf = (name: string) => JSON.parse(readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8'))

/** It is what `docs/schemas/<name>.schema.json` says. */
export function expectValid(name: string, document: unknown): void {
  const validate = new Ajv({ allErrors: true }).compile(schemaOf(name))
  validate(document)
  expect(validate.errors ?? []).toEqual([])
}
