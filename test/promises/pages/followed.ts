/** Declares the tests of a page: its files are written and its commands typed, in the order of the page. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { newReader } from './follow.ts'
import type { Reader } from './follow.ts'
import { readPage } from './markdown.ts'

/** Of one block. */
const TIMEOUT_MS = 120_000

/**
 * @param path of the page, from the root of the repository
 * @param then further tests, in the folder that the page leaves behind
 */
export function followPage(path: string, then: (reader: () => Reader) => void = () => {}): void {
  describe(path, () => {
    let reader: Reader
    beforeAll(() => void (reader = newReader()))
    afterAll(() => reader.leave())
    for (const block of readPage(path).blocks.filter(({ language, file }) => language === 'console' || file !== null))
      it(`line ${block.line}: ${block.file ?? 'a terminal'}`, () => reader.follow(block), TIMEOUT_MS)
    then(() => reader)
  })
}
