/** The report in Markdown: all that matters, nothing that a hostile text could break, and never too long. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTally, markdownReporter } from '../../../reports/index.ts'
import type { RunEvent } from '../../../reports/index.ts'
import { markdownDocument } from '../../../reports/markdown/document.ts'
import { codeBlock, inlineCode } from '../../../reports/markdown/text.ts'
import { failing, HOSTILE } from '../html/run-page.ts'
import { ended, failed, finished, runScenario, started } from '../run-events.ts'
import { written } from '../written.ts'

/** What stands outside of blocks and spans of code, as CommonMark reads fences (section 4.5) and spans (6.1). */
function outsideOfCode(markdown: string): string {
  const kept: string[] = []
  let fence: string | null = null
  for (const line of markdown.split('\n')) {
    const [, row] = /^(`{3,})[^`]*$/.exec(line) ?? []
    if (fence === null && row !== undefined) fence = row
    else if (fence !== null) fence = row !== undefined && row.length >= fence.length && line === row ? null : fence
    else kept.push(line.replace(/<code>[^<`]*<\/code>/g, '').replace(/`[^`]+`/g, ''))
  }
  expect(fence).toBeNull()
  return kept.join('\n')
}

function documentOf(events: readonly RunEvent[], most: number): string {
  const tally = createTally()
  for (const event of events) tally.add(event)
  const [first, last] = [events[0]!, events.at(-1)!]
  if (first.type !== 'run-started' || last.type !== 'run-finished') throw new TypeError('these are no ends of a run')
  return markdownDocument(first, last, tally.scenarios(), most)
}

describe('markdownReporter', () => {
  const text = written(markdownReporter, failing)

  it('begins with the verdict, and has a row for each scenario, the bad ones first', () => {
    expect(text).toMatch(/^## ✗ Seeddrill: violated\n\n.*seed `stem` · 2\.5 s · exit code 1\n/)
    const rows = text.split('\n').filter((line) => line.startsWith('| ')).slice(2)
    expect(rows).toHaveLength(4)
    expect(rows).toContain('| `ledger` | violated | 2 of 2 | 600 | 2 |')
    expect(rows.at(-1)).toBe('| `quiet` | passed | 1 of 1 | 300 | 0 |')
    expect(rows[0]).toMatch(/^\| `ledger` /)
    expect(rows[2]).toMatch(/^\| `zoo\/x` \| caught, as expected \|/)
  })

  it('shows each unexpected failure once, with its command, and how to do the run again', () => {
    expect(text.match(/^### .* › /gm)).toHaveLength(3)
    expect(text).toContain('### `ledger` › lost-ack\n\n`an acknowledged operation is missing after recovery`; fingerprint `f1f1f1`, 2 seeds.\n\n```sh\nseeddrill replay sd1.token\n```\n')
    expect(text).not.toContain('f4f4f4')
    expect(text).toContain('```sh\nnpx seeddrill run --seed stem --seeds 2\n```')
  })

  it('says what was covered and what was not, and which gap counts', () => {
    expect(text).toContain('- crash states: 1,200 checked of 4,000')
    expect(text).toContain('- `claimed and in no plan: error-once` (the run fails for it)')
    expect(text).toContain('- `planned and never fired: enospc`\n')
  })

  it('says why drills came to no answer, with a command for each', () => {
    const silent = ended([started({ ...runScenario('led ger', ['a', 'b']), file: 'drills/x.ts' }), finished([0, 'led ger', 'a'], { outcome: 'misused', result: null, messages: ['the sky fell'] })], { exitCode: 2 })
    const report = written(markdownReporter, silent)
    expect(report).toContain('## ✗ Seeddrill: not runnable')
    expect(report).toContain('```text\nled ger: the sky fell\n```')
    expect(report).toContain("npx seeddrill run drills/x.ts -t '^led ger$' --seed a\n")
  })

  it('lets no text out of its code', () => {
    expect(outsideOfCode(text)).not.toContain('onerror')
    expect(text).toContain(HOSTILE)
    const hostile = fc.array(fc.oneof(fc.constantFrom('`', '```', '````', '~~~', '\n', '\r', '|', '\\|', '<b>', '</code>', '</details>', '@someone', '#1', '# x', '[a](b)', '\u001b[31m', '\ud800', 'MARK'), fc.string({ maxLength: 4 })), { maxLength: 12 }).map((parts) => `MARK${parts.join('')}MARK`)
    const property = fc.property(hostile, (each) => {
      const events = ended([
        started(runScenario(each, [each])),
        failed([0, each, each], { message: each, timeline: [each], fingerprint: each, replay: each }),
        finished([0, each, each], { outcome: 'internal-error', messages: [each] }),
      ])
      const report = written(markdownReporter, events)
      expect(outsideOfCode(report)).not.toContain('MARK')
      // A table stays a table: three bars more or fewer would move its cells.
      expect(report.split('\n').filter((line) => line.startsWith('| ')).every((line) => line.split('|').length === 7)).toBe(true)
      expect(report.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cs}/u)
    })
    fc.assert(property, { numRuns: 300, seed: 5 })
  })

  it('is never longer than it may be, and keeps the headline and the end', () => {
    const seeds = Array.from({ length: 400 }, (_, index) => `s${index}`)
    const events = ended([
      started(runScenario('ledger', seeds)),
      ...seeds.flatMap((seed, index) => [failed([index, 'ledger', seed], { fingerprint: `f${index}` }), finished([index, 'ledger', seed], { outcome: 'violated' })]),
    ], { exitCode: 1 })
    expect(Buffer.byteLength(written(markdownReporter, events))).toBeLessThanOrEqual(60_000)
    for (const most of [1_000_000, 20_000, 4000, 1500, 600]) {
      const report = documentOf(events, most)
      expect(Buffer.byteLength(report)).toBeLessThanOrEqual(most)
      expect(report).toMatch(/^## ✗ Seeddrill: violated\n/)
      const told = report.match(/^### .* › /gm)?.length ?? 0
      if (told < 400) expect(report).toContain(`${400 - told} failures more; the JSON report has them all.`)
      if (most >= 4000) expect(report).toMatch(/--seeds 400\n```\n$/)
    }
    expect(documentOf(events, 1_000_000).match(/^### .* › /gm)).toHaveLength(400)
  })
})

describe('code in Markdown', () => {
  it('is fenced by more backticks than it has', () => {
    expect(codeBlock(['a ```` b', '```'], 'text')).toBe('`````text\na ```` b\n```\n`````')
    expect(codeBlock(['one\ntwo\u001b[31m'], 'sh')).toBe('```sh\none·two\n```')
  })

  it('has no structure within a line', () => {
    expect(inlineCode('drills/ledger.ts')).toBe('`drills/ledger.ts`')
    expect(inlineCode('a|b`*c*')).toBe('<code>a&#124;b&#96;&#42;c&#42;</code>')
    expect(inlineCode('')).toBe('<code></code>')
  })
})
