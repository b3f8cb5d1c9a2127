/** docs/compare.md has one table of what strikes, a row for each kind of disaster in their order. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ESTATE_DISASTER_KINDS, USUAL_DISASTERS } from '../../../../core/drill/estate/index.ts'

const page = readFileSync(new URL('../../../../docs/compare.md', import.meta.url), 'utf8')
const section = page.split('\n## What strikes\n')[1]!.split('\n## ')[0]!

it('the table of what strikes has a row for each kind, in one piece', () => {
  // A blank line ends a table of Markdown.
  const table = section.trim().split('\n\n')[0]!.split('\n')
  expect(table.slice(2).map((row) => /^\| `([\w-]+)` \| .+ \|$/.exec(row)?.[1])).toEqual(ESTATE_DISASTER_KINDS)
})

it('the kinds that are usual are the ones that it counts', () => {
  const places = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']
  const usual = USUAL_DISASTERS.map((kind) => places[ESTATE_DISASTER_KINDS.indexOf(kind)])
  expect(section).toContain(`The ${usual.slice(0, -1).join(', ')} and ${usual.at(-1)} are the usual ones`)
})
