/** The same facts for every kind of output, and no escape sequence where nobody wants one. */
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { widthOf } from '../../reports/columns.ts'
import { openScreen } from '../../runner/screen.ts'
import { wantsView } from '../../runner/terminal.ts'
import { ended, failed, finished, runScenario, started } from '../reports/run-events.ts'
import { fakeHost } from './fake-host.ts'

const NARROW = 40
const ESCAPE = '\u001b'

const events = ended([
  started(runScenario('ledger', ['a', 'b']), runScenario('転送/journal', ['a'])),
  failed([0, 'ledger', 'a'], { message: 'transfer 7 from "alpha" to "beta" was acknowledged and is missing: 漢字漢字漢字漢字漢字漢字漢字漢字', replay: 'seeddrill replay sd1.a-token-that-is-longer-than-a-line-of-forty-columns' }),
  finished([0, 'ledger', 'a'], { outcome: 'violated' }),
  finished([1, 'ledger', 'b'], { outcome: 'inconclusive', messages: ['the search for an order was given up after 100,000 steps'] }),
  finished([2, '転送/journal', 'a']),
], { exitCode: 1 })

interface Surroundings {
  readonly tty: boolean
  readonly columns: number | undefined
  readonly env: Readonly<Record<string, string>>
  readonly name: string
}

const both = [false, true]
const ALL: readonly Surroundings[] = both.flatMap((tty) => both.flatMap((ci) => both.flatMap((noColor) => both.flatMap((forced) => both.flatMap((dumb) => both.map((narrow) => {
  const env = { ...(ci && { CI: 'true' }), ...(noColor && { NO_COLOR: '1' }), ...(forced && { FORCE_COLOR: '1' }), TERM: dumb ? 'dumb' : 'xterm-256color' }
  const columns = !tty ? undefined : narrow ? NARROW : 120
  return { tty, env, columns, name: `${tty ? 'terminal' : 'pipe'}${columns === undefined ? '' : ` of ${columns}`} ${JSON.stringify(env)}` }
}))))))

const withLines = ALL.filter((each) => !wantsView(fakeHost({ ...each, ...(each.columns !== undefined && { columns: each.columns }) } as Parameters<typeof fakeHost>[0])))

async function told({ tty, columns, env }: Surroundings): Promise<string> {
  const host = fakeHost({ tty, env, ...(columns !== undefined && { columns }) })
  const screen = await openScreen([], host, true, () => {})
  for (const event of events) screen.hear(event)
  await screen.close()
  return host.said.out
}

/** The words, whatever the lines; a wide letter is a word, for a line may break beside it. */
const factsOf = (text: string): readonly string[] => stripVTControlCharacters(text).replace(/\p{Script=Han}/gu, ' $& ').split(/\s+/).filter((word) => word !== '')

describe('output', () => {
  it('is lines wherever a view would be of no use', () => {
    expect(ALL).toHaveLength(64)
    expect(withLines.length).toBe(64 - 4)
  })

  it.each(withLines.map((each) => [each.name, each] as const))('%s', async (_, surroundings) => {
    const { tty, columns, env } = surroundings
    const text = await told(surroundings)
    expect(factsOf(text)).toEqual(factsOf(await told({ tty: false, columns: undefined, env: {}, name: '' })))
    const colors = !env.NO_COLOR && (env.FORCE_COLOR !== undefined || (tty && env.TERM !== 'dumb'))
    expect(text.includes(ESCAPE)).toBe(colors)
    // Colours only: nothing moves a cursor or clears a line.
    expect(text.replace(new RegExp(`${ESCAPE}\\[[\\d;]*m`, 'g'), '')).not.toContain(ESCAPE)
    if (columns === undefined) return
    const wide = stripVTControlCharacters(text).split('\n').filter((line) => widthOf(line) > columns)
    expect(wide.filter((line) => !line.includes('seeddrill replay'))).toEqual([])
  })

  it('leaves commands whole, however narrow the terminal is', async () => {
    const text = await told({ tty: true, columns: NARROW, env: { CI: 'true', NO_COLOR: '1' }, name: '' })
    expect(text).toContain('\n  replay  seeddrill replay sd1.a-token-that-is-longer-than-a-line-of-forty-columns\n')
  })
})
