/** The screens of docs/screens, and the page that shows them, are what the explorer draws. `npm run screens` writes them anew. */
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { namesOfScreens, pageWith } from './explore-page.ts'
import { inRepository, readPage } from './markdown.ts'
import { walked } from './walked.ts'
import { WALKS } from './walks.ts'

const kept = new Map<string, string>()

it.each(WALKS)('a walk through $scenario', async (walk) => {
  for (const [name, screen] of await walked(walk)) {
    kept.set(name, screen)
    await expect(screen, name).toMatchFileSnapshot(inRepository(`docs/screens/${name}.txt`))
  }
})

it('docs/explore.md shows all of them, and every key', async () => {
  const { text } = readPage('docs/explore.md')
  await expect(pageWith(text, kept)).toMatchFileSnapshot(inRepository('docs/explore.md'))
  expect([...namesOfScreens(text)].sort()).toEqual([...kept.keys()].sort())
})

it('docs/screens has no other', () => {
  expect(readdirSync(inRepository('docs/screens')).sort()).toEqual([...kept.keys()].sort().map((name) => `${name}.txt`).sort())
})
