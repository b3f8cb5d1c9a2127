/** docs/read-a-failure.md, done in an empty folder, and its table of verdicts against those that there are. */
import { expect, it } from 'vitest'
import { VERDICTS } from '../../../core/index.ts'
import { followPage } from './followed.ts'
import { readPage, rowsOf } from './markdown.ts'

followPage('docs/read-a-failure.md')

it('docs/read-a-failure.md names every verdict, and no other', () => {
  const named = rowsOf(readPage('docs/read-a-failure.md')).map(([name]) => name!.replaceAll('`', ''))
  expect(named.sort()).toEqual(Object.keys(VERDICTS).sort())
})
