/** The page as text: what it says, and that nothing in it comes from elsewhere or can become part of it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { describe, expect, it } from 'vitest'
import { ended, started } from '../run-events.ts'
import { PAGE_STYLE } from '../../../reports/html/style.ts'
import { failing, HOSTILE, pageOf, passing } from './run-page.ts'

const page = pageOf(failing)
const between = (text: string, begin: string, end: string): string => text.slice(text.indexOf(begin) + begin.length, text.indexOf(end, text.indexOf(begin)))
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64')

describe('the page of a run', () => {
  it('says what matters without a script', () => {
    for (const text of ['violated', '3 different violations', 'transfer 7 is missing', 'seeddrill replay sd1.token', 'W41 write “record”', 'no crash in phase: mid-checkpoint', 'the run fails for it', 'planted: shown'])
      expect(page.includes(text), text).toBe(true)
    expect(page.match(/<article/g)).toHaveLength(4)
    expect(page.indexOf('zoo/x › phantom')).toBeGreaterThan(page.indexOf('the log is torn'))
    expect(page.match(/<details open>/g)).toHaveLength(1)
    expect([...page.matchAll(/<article[^>]* id="failure-(\d+)"/g)].map(([, number]) => number)).toEqual(['1', '2', '3', '4'])
  })

  it('of a run without failures has none, and says so', () => {
    const quiet = pageOf(passing)
    expect(quiet).toContain('no violation')
    expect(quiet).not.toMatch(/<article|id="failures"/)
    expect(pageOf(ended([started()]))).toContain('</html>')
  })

  it('lets nothing of a user become markup', () => {
    const markup = page.replace(/<script[^]*?<\/script>/g, '')
    expect(markup).not.toMatch(/<img|<svg onload|onerror="/)
    expect(markup).toContain('&lt;img src=x onerror=&quot;')
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page.match(/<\/script>/g)).toHaveLength(2)
  })

  it('loads nothing, and runs and applies only what it was written with', () => {
    expect(page).not.toMatch(/https?:|url\(|@import|<link|<iframe|<base| style="/)
    const policy = between(page, 'Content-Security-Policy" content="', '">')
    expect(policy).toContain('default-src &#39;none&#39;')
    expect(policy).not.toContain('unsafe')
    for (const [begin, end] of [['<style>', '</style>'], ['<script>', '</script>']] as const) expect(policy).toContain(sha256(between(page, begin, end)))
  })

  it('holds the document of the run, as the schema says', () => {
    const document = JSON.parse(between(page, 'id="run">', '</script>')) as { scenarios: { name: string }[] }
    const schema = JSON.parse(readFileSync(new URL('../../../docs/schemas/run.schema.json', import.meta.url), 'utf8')) as object
    const validate = new Ajv({ allErrors: true }).compile(schema)
    validate(document)
    expect(validate.errors ?? []).toEqual([])
    expect(document.scenarios[2]!.name).toBe(HOSTILE)
  })
})

/** Relative luminance and contrast by WCAG 2.2. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

it('text can be read on every ground it stands on, light and dark', () => {
  const themes = [...PAGE_STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => Object.fromEntries([...body!.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name!, colour!])))
  expect(themes).toHaveLength(2)
  for (const theme of themes) {
    for (const text of ['text', 'dim', 'good', 'bad', 'warn', 'accent'])
      for (const ground of ['page', 'panel']) expect(contrast(theme[text]!, theme[ground]!), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    for (const ground of ['mark', 'lost', 'survived', 'torn', 'flight', 'client']) expect(contrast(theme['text']!, theme[ground]!), `text on ${ground}`).toBeGreaterThanOrEqual(4.5)
  }
})
