/** Links of pages lead somewhere, and every page can be reached from the index. */
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allPages, anchorsOf, inRepository, linksOf, readPage } from './markdown.ts'

const pages = allPages()

/** Why a link leads nowhere; null when it leads somewhere. */
function problemOf(from: string, address: string): string | null {
  if (/^https?:/.test(address)) return null
  const [file, anchor] = address.split('#')
  const path = file === '' ? from : normalize(join(dirname(from), file!))
  if (!existsSync(inRepository(path))) return `${address}: there is no ${path}`
  if (anchor === undefined || anchorsOf(readPage(path)).includes(anchor)) return null
  return `${address}: ${path} has no such heading`
}

it.each(pages)('$path links to what is there', (page) => {
  expect(linksOf(page).map((address) => problemOf(page.path, address)).filter((problem) => problem !== null)).toEqual([])
})

describe('the check of links', () => {
  it('finds files and headings that are not there', () => {
    expect(problemOf('docs/README.md', 'nowhere.md')).toMatch(/there is no docs.nowhere\.md/)
    expect(problemOf('docs/README.md', '../README.md#nothing')).toMatch(/no such heading/)
    expect(problemOf('docs/README.md', '../README.md#seeddrill')).toBeNull()
  })
})

it('the index names every page', () => {
  const named = linksOf(readPage('docs/README.md'))
  const missing = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/') && path !== 'docs/README.md' && !named.includes(path.slice('docs/'.length)))
  expect([...missing, ...['findings.md'].filter((name) => !named.includes(name))]).toEqual([])
})
