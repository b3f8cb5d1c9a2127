/** What the tests of pages read in a page of Markdown: its blocks of code, its links, its inline code and its tables. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../', import.meta.url)

/** A block of code between fences. */
export interface Block {
  /** `ts`, `console`, `sh` …; empty where the page does not say. */
  readonly language: string
  readonly text: string
  /** Of the page, from 1: where the block begins. */
  readonly line: number
  /** What its first line, a comment, calls the file; null where it does not. */
  readonly file: string | null
}

export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
  /** The text without its blocks of code. */
  readonly prose: string
}

/** Written by programs, from runs of their own. */
const GENERATED = ['docs/findings.md']

/** Every page that a person wrote: the README and `docs/`. */
export function allPages(): readonly Page[] {
  const docs = readdirSync(new URL('docs/', ROOT)).filter((name) => name.endsWith('.md')).sort()
  return ['README.md', ...docs.map((name) => `docs/${name}`)].filter((path) => !GENERATED.includes(path)).map(readPage)
}

/** @param path from the root of the repository */
export function readPage(path: string): Page {
  const text = readFileSync(new URL(path, ROOT), 'utf8')
  return { path, text, blocks: blocksOf(text), prose: text.replace(FENCED, '') }
}

/** The address of a file of the repository. */
export const inRepository = (path: string): string => fileURLToPath(new URL(path, ROOT))

const FENCED = /^```(\S*)\n([^]*?)^```$/gm
const NAME = /^(?:\/\/|#) (\S+\.\w+|Jenkinsfile)\n/

/** The blocks of a page, in their order. */
export function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(FENCED)].map(({ 1: language, 2: code, index }) => ({
    language: language!,
    text: code!,
    line: text.slice(0, index).split('\n').length,
    file: NAME.exec(code!)?.[1] ?? null,
  }))
}

/** What stands between single backquotes. */
export function inlineCode({ prose }: Page): readonly string[] {
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)
}

/** The addresses of all links. */
export function linksOf({ prose }: Page): readonly string[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, address]) => address!)
}

/** The anchors that its headings make, as GitHub makes them. */
export function anchorsOf({ prose }: Page): readonly string[] {
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{Letter}\p{Number} _-]/gu, '').replace(/ /g, '-'))
}

/** The cells of every row of every table but its head. */
export function rowsOf({ prose }: Page): readonly (readonly string[])[] {
  const lines = prose.split('\n')
  const isRule = (line: string | undefined): boolean => /^\|(-+\|)+$/.test(line ?? '')
  return lines
    .filter((line, index) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1]))
    .map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()))
}
