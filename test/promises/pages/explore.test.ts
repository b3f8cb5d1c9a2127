/** docs/explore.md: its walk, on a real terminal with its keys, and then its commands. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTmux, openTerminal } from '../terminal.ts'
import type { Terminal } from '../terminal.ts'
import { newReader } from './follow.ts'
import type { Reader } from './follow.ts'
import { inRepository, readPage } from './markdown.ts'
import { firstDifference } from './transcript.ts'
import { NEWCOMER, SIZE } from './walks.ts'

const page = readPage('docs/explore.md')
/** By the names of tmux. */
const TMUX_KEYS: Readonly<Record<string, string>> = { enter: 'Enter', escape: 'Escape' }
/** What stays when the explorer is left; a terminal breaks its lines. */
const summary = page.blocks.find(({ language, text }) => language === 'text' && text.startsWith('explored '))!.text
const SAVED = 'zoo-checkpoint-before-pages-ab3b6b'

describe('docs/explore.md', { timeout: 300_000 }, () => {
  let reader: Reader
  beforeAll(() => void (reader = newReader()))
  afterAll(() => reader.leave())

  it.skipIf(!hasTmux)('the walk', async () => {
    const terminal = openTerminal(reader.folder.path, SIZE.columns, SIZE.rows)
    try {
      terminal.line(`clear; seeddrill explore ${NEWCOMER.scenario} --seed ${NEWCOMER.seed}`)
      for (const { keys, screen } of NEWCOMER.steps) {
        if (keys.length > 0) terminal.press(...keys.map((key) => TMUX_KEYS[key] ?? key))
        if (screen !== null) await isSeen(terminal, screen)
      }
      await terminal.until('the panels again', (rows) => rows.join('\n').includes('4 branches'))
      terminal.press('w')
      await terminal.until('where it was saved', (rows) => rows.join('\n').includes(`saved: npx seeddrill replay ${SAVED}`))
      terminal.press('q')
      const left = await terminal.until('the summary', (rows) => rows.some((row) => row.startsWith('  again:')))
      const printed = left.join('').replace(/\s+/g, '')
      for (const line of summary.trimEnd().split('\n')) expect(printed).toContain(line.replace(/\s+/g, ''))
    } finally {
      terminal.close()
    }
  })

  it.runIf(!hasTmux)('without a terminal, what the walk saves', () => {
    expect(reader.folder.seeddrill('explore', NEWCOMER.scenario, '--seed', NEWCOMER.seed, '--print', '--pull', 'power-cut@42:newest,W36=lost', '--save').out).toContain(SAVED)
  })

  for (const block of page.blocks.filter(({ language }) => language === 'console'))
    it(`line ${block.line}: a terminal`, () => reader.follow(block))
})

async function isSeen(terminal: Terminal, name: string): Promise<void> {
  const screen = readFileSync(inRepository(`docs/screens/${name}.txt`), 'utf8')
  const textOf = (rows: readonly string[]): string => `${rows.map((row) => row.trimEnd()).join('\n').trimEnd()}\n`
  await terminal.until(name, (rows) => textOf(rows) === screen).catch((error: unknown) => {
    throw new Error(`${name}: ${firstDifference(screen, textOf(terminal.rows())) ?? ''}`, { cause: error })
  })
}
