/** The text of a comparison at every width and in every language, from figures made by hand. */
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { strategies } from '../../core/drill/estate/index.ts'
import type { Estate } from '../../core/drill/estate/index.ts'
import { widthOf } from '../../reports/columns.ts'
import { compareText, evidenceText, LANGUAGES } from '../../reports/index.ts'
import type { CompareReport } from '../../reports/index.ts'
import { measure } from '../../runner/estates/measure.ts'
import { estates as builtIn } from '../../scenarios/estates.ts'
import { fewFacts, outcome } from '../runner/estates/outcomes.ts'

const all = Object.values(strategies)
const kinds = ['region-loss'] as const
const outcomes = all.flatMap(({ id }, place) => Array.from({ length: 30 }, (_, index) => ({
  ...outcome({ strategy: id, history: `s-${index}`, kind: 'crash-consistent', right: place !== 2 && index !== 3 }),
  ...(index === 5 && place !== 2 ? { rpoUs: 3e11, lostOperations: 12_345, serviceRtoUs: 9e11 } : {}),
})))
const { estate, facts } = fewFacts
const report: CompareReport = {
  v: 1, seed: 's', histories: 30, historiesAsked: 200, disastersPerHistory: 1, quietDays: 2, kinds, exitCode: 130, endedBy: 'SIGINT',
  estate: { ...facts, file: null, codeHash: estate.codeHash, durations: [], figures: [] },
  strategies: measure({ estate, facts, strategies: all, kinds, disasters: 1, quietDays: 2 }, outcomes),
  typical: null, messages: ['history s-9: \u001b[31mbang'], command: 'npx seeddrill compare few', version: '0', durationMs: 1,
}

describe('the text', () => {
  for (const language of LANGUAGES)
    it.each([20, 40, 50, 60, 80, 100, 120])(`fits into %i columns in ${language}, but for commands`, (columns) => {
      const lines = compareText(report, language, createColors(false), columns).split('\n')
      const wide = lines.filter((line) => widthOf(line) > Math.max(40, Math.min(100, columns)) && !line.startsWith('  npx seeddrill replay se1.'))
      expect(wide).toEqual([])
      for (const { id } of all) expect(lines.filter((line) => line.includes(id.slice(0, 8))).length).toBeGreaterThan(2)
    })

  it('tells how many histories there are so far, and what went wrong, without steering the terminal', () => {
    const text = compareText(report, 'en', createColors(false))
    expect(text).toContain('30 of 200 independent histories')
    expect(text).toContain('ended early by SIGINT')
    expect(text).toContain('history s-9: ·[31mbang')
    expect(text).toMatch(/^ {2}asr +29\/30 82–100% +1\.0\/5,000\/∞ min/m)
    expect(text).toMatch(/^ {2}backup-standard +0\/30 0–12% +∞ +∞ +∞ +∞$/m)
  })

  it('tells which copies came back right from those whose machines agree, and whose prices are another product\'s', () => {
    const disagreeing = outcomes.map((each) => ({ ...each, agrees: each.history > 's-20' }))
    const told = { ...report, strategies: measure({ estate, facts, strategies: all, kinds, disasters: 1, quietDays: 2 }, disagreeing) }
    const words = (text: string): string => text.replace(/[\s│]+/g, ' ')
    expect(words(compareText({ ...told, strategies: told.strategies.slice(0, 1) }, 'en', createColors(false)))).toContain('crash-consistent: 29 of 30 right, 14 with machines that disagree')
    const journal = told.strategies.filter(({ id }) => id === 'journal-cdp')
    expect(words(compareText({ ...told, strategies: journal }, 'en', createColors(false)))).toContain('USD replication priced as asr')
    expect(evidenceText(told, [], 'en')).toContain('- journal-cdp: replication priced as asr')
    expect(evidenceText(told, [], 'en')).not.toContain('- asr: replication')
  })

  it('counts one of a thing as one', () => {
    const one = compareText({ ...report, histories: 1, historiesAsked: 1 }, 'en', createColors(false))
    expect(one).toContain('1 of 1 independent history, each with 1 disaster; seeds')
    expect(compareText({ ...report, disastersPerHistory: 2 }, 'en', createColors(false))).toContain('independent histories, each with 2 disasters;')
  })

  it('tells of time without protection only where there was some', () => {
    const unprotectedUs = (us: number | null) => measure({ estate, facts, strategies: all, kinds, disasters: 1, quietDays: 2 }, outcomes.map((each) => ({ ...each, unprotectedUs: us })))
    for (const [us, told] of [[null, false], [0, false], [36e8, true]] as const)
      expect(compareText({ ...report, strategies: unprotectedUs(us) }, 'en', createColors(false)).includes('unprotected'), String(us)).toBe(told)
  })

  it('says what a built-in estate is in its language, and of others what their owner says', () => {
    const reportOf = ({ name, summary }: Estate): CompareReport => ({ ...report, estate: { ...report.estate, name, summary } })
    for (const each of builtIn) {
      const { name, summary } = each
      const builtInReport = reportOf(each)
      expect(evidenceText(builtInReport, [], 'ja'), name).not.toContain(summary)
      expect(evidenceText(builtInReport, [], 'en'), name).toContain(summary)
      expect(compareText(builtInReport, 'ja', createColors(false)), name).not.toContain(summary.slice(0, 20))
    }
    const own = reportOf(builtIn[0]!)
    expect(compareText({ ...own, estate: { ...own.estate, file: 'own.ts' } }, 'ja', createColors(false))).toContain(own.estate.summary.slice(0, 20))
  })

  it('has no picture of a kind of disaster that never struck', () => {
    const text = compareText({ ...report, kinds: ['region-loss', 'partition'] }, 'en', createColors(false))
    expect(text.split('\n').filter((line) => line === 'region loss')).toHaveLength(1)
    expect(text).not.toMatch(/^partition/m)
  })

  it('never adds those whose machines disagree to those that are right', () => {
    const disagreeing = outcomes.map((each) => ({ ...each, agrees: each.history > 's-20' }))
    const text = compareText({ ...report, strategies: measure({ estate, facts, strategies: all, kinds, disasters: 1, quietDays: 2 }, disagreeing) }, 'en', createColors(false), 100)
    expect(text).toMatch(/^ {2}asr +15\+14\/30 31–69% /m)
  })

  it('tells what systems outside still hold, also where some case never recovered', () => {
    const told = outcomes.map((each) => (each.history === 's-7' && each.recovered ? { ...each, outsideDisagreements: 1_234 } : each))
    const strategiesTold = measure({ estate, facts, strategies: all, kinds, disasters: 1, quietDays: 2 }, told)
    expect(strategiesTold[0]!.byDisaster[0]).toMatchObject({ outsideDisagreements: { max: null }, mostOutsideDisagreements: 1_234 })
    expect(strategiesTold[2]!.byDisaster[0]).toMatchObject({ mostOutsideDisagreements: null })
    expect(compareText({ ...report, strategies: strategiesTold }, 'en', createColors(false)).replace(/\s+/g, ' ')).toContain('lost operations that outside systems still hold: up to 1,234')
    expect(compareText(report, 'en', createColors(false)).replace(/\s+/g, ' ')).not.toContain('outside systems')
    expect(evidenceText({ ...report, strategies: strategiesTold }, [], 'en')).toContain('outside systems still hold: up to 1,234)')
  })

  it('tells what came after a recovery, and who has no such phase', () => {
    const aftermath = {
      first: { serviceRtoUs: 1e9, rpoUs: 1e8, lostOperations: 3 }, targetOperations: 1_500, lostTargetOperations: 40, discardedOperations: 7,
      reprotection: null,
    }
    const lived = outcomes.map((each) => (each.strategy === all[0]!.id
      ? { ...each, aftermath, unprotectedUs: 36e9, splitBrainUs: 6e8 }
      : { ...each, recovered: false, reason: 'not-applicable', attempts: [], breaches: [] }))
    const measured = measure({ estate, facts, strategies: all, kinds, disasters: 1, quietDays: 2 }, lived)
    expect(measured[1]).toMatchObject({ byDisaster: [], notApplicable: [{ disaster: 'region-loss', n: 30 }], copies: {}, best: { serviceRto: [], rpo: [] } })
    expect(measured[0]).toMatchObject({ notApplicable: [], best: { serviceRto: [], rpo: [] } })
    const others = all.slice(1).map(({ id }) => id).join(', ')
    const said = [
      'unprotected: at least 10/10/10 h', 'both sides served for up to 10 min', 'acknowledged at the target: 1,500/1,500/1,500 operations, of which lost: 40/40/40',
      'acknowledged at the source and overwritten there: 7/7/7', `not applicable, has no such phase: ${others}`,
    ]
    const text = compareText({ ...report, strategies: measured }, 'en', createColors(false)).replace(/\s+/g, ' ')
    const evidence = evidenceText({ ...report, strategies: measured }, [], 'en')
    const plainText = compareText(report, 'en', createColors(false)).replace(/\s+/g, ' ')
    for (const each of said) {
      expect(text).toContain(each)
      expect(evidence).toContain(each)
      expect(plainText).not.toContain(each.slice(0, 20))
    }
    for (const language of LANGUAGES)
      for (const columns of [40, 80, 100]) {
        const lines = compareText({ ...report, strategies: measured }, language, createColors(false), columns).split('\n')
        expect(lines.filter((line) => widthOf(line) > columns && !line.startsWith('  npx seeddrill replay se1.'))).toEqual([])
      }
  })

  it('counts what nobody could judge apart from what did not recover', () => {
    const unjudged = outcomes.map((each) => (each.strategy === all[0]!.id && each.history > 's-20'
      ? { ...each, recovered: false, reason: 'inconclusive', rpoUs: null, serviceRtoUs: null, platformRtoUs: null, breaches: [] }
      : each))
    const undecided = unjudged.filter(({ reason }) => reason === 'inconclusive').length
    const measured = measure({ estate, facts, strategies: all, kinds, disasters: 1, quietDays: 2 }, unjudged)
    expect(measured[0]!.inconclusive).toEqual([{ disaster: 'region-loss', n: undecided }])
    expect(measured[0]!.byDisaster[0]).toMatchObject({ n: 30 - undecided, reasons: {} })
    expect(measured[1]!.inconclusive).toEqual([])
    const said = `not counted, the check came to no end: ${all[0]!.id} ${undecided}×`
    expect(compareText({ ...report, strategies: measured }, 'en', createColors(false)).replace(/\s+/g, ' ')).toContain(said)
    expect(evidenceText({ ...report, strategies: measured }, [], 'en')).toContain(said)
    expect(compareText(report, 'en', createColors(false))).not.toContain('not counted')
  })

  it('draws every sample at its place on the axis, and says how many never came', () => {
    const lines = compareText(report, 'en', createColors(false)).split('\n')
    const from = lines.findIndex((line) => line === 'Distributions')
    const [, heads, axis, , asr] = lines.slice(from)
    expect(heads).toMatch(/^ +RPO +service RTO$/)
    expect(axis!.indexOf('|1 s')).toBe(heads!.indexOf('RPO'))
    const minute = axis!.indexOf('|1 min')
    expect([asr![minute], asr!.slice(minute - 3, minute)]).toEqual(['█', '···'])
    expect(asr).toContain('never 3 %')
  })
})

describe('the evidence', () => {
  it('says that it was ended early, and neither breaks its tables nor takes text for marks', () => {
    const hostile = { ...report, estate: { ...report.estate, summary: 'a | b <script> `x` *y*' } }
    for (const language of LANGUAGES) {
      const text = evidenceText(hostile, [], language)
      expect(text).toContain('a \\| b \\<script\\> \\`x\\` \\*y\\*')
      expect(text).toContain('SIGINT')
      const rows = text.split('\n').filter((line) => line.startsWith('|'))
      const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length
      rows.forEach((row, index) => {
        if (rows[index + 1]?.startsWith('| ---')) expect(cells(rows[index + 1]!)).toBe(cells(row))
      })
    }
  })
})
