/** docs/schemas.md names every schema, every kind of event, and what it says of them is so. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { followPage } from './followed.ts'
import { inRepository, linksOf, readPage, rowsOf } from './markdown.ts'

interface Schema {
  readonly $schema: string
  readonly $id: string
  readonly title: string
  readonly description: string
  readonly oneOf?: readonly { readonly $ref: string }[]
}

const page = readPage('docs/schemas.md')
const names = readdirSync(inRepository('docs/schemas')).sort()
const schemaOf = (name: string): Schema => JSON.parse(readFileSync(inRepository(`docs/schemas/${name}`), 'utf8')) as Schema

it('has a row for every schema, and no other', () => {
  const linked = linksOf(page).filter((address) => address.startsWith('schemas/')).map((address) => address.slice('schemas/'.length))
  expect([...new Set(linked)].sort()).toEqual(names)
})

it.each(names)('says of %s what it says of itself', (name) => {
  const { $schema, $id, title, description } = schemaOf(name)
  expect($schema).toContain('draft-07')
  expect($id).toBe(`seeddrill:${name}`)
  expect(title).toMatch(/, version 1$/)
  expect(description).toContain('Fields may be added within a version; none is removed or changes its meaning.')
})

it('has a row for every kind of event, and no other', () => {
  const events = rowsOf(page).map(([event]) => event!).filter((cell) => cell.startsWith('`')).map((cell) => cell.replaceAll('`', ''))
  expect(events).toEqual(schemaOf('events.schema.json').oneOf!.map(({ $ref }) => $ref.split('/').at(-1)))
})

followPage('docs/schemas.md')
