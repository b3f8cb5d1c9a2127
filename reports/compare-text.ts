/** The whole comparison as a person reads it, in at most 100 columns. */
import type { Colors } from 'picocolors/types.js'
import { percent, time } from './compare-figures.ts'
import { nameIn, summaryOf } from './compare-names.ts'
import { distributions } from './compare-picture.ts'
import { disasterTables } from './compare-table.ts'
import { COMPARE_TEXTS } from './compare-texts.ts'
import type { CompareTexts, Language } from './compare-texts.ts'
import { sideBySide } from './compare-views.ts'
import { waterfall } from './compare-waterfall.ts'
import type { CompareReport } from './compare.ts'
import { fold } from './columns.ts'
import { plain } from './format.ts'

const MOST_COLUMNS = 100
/** Whatever a terminal says. */
const FEWEST_COLUMNS = 40

/** @param columns of the terminal; default: it is none */
export function compareText(report: CompareReport, language: Language, colors: Colors, columns = MOST_COLUMNS): string {
  const texts = COMPARE_TEXTS[language]
  const width = Math.max(FEWEST_COLUMNS, Math.min(columns, MOST_COLUMNS))
  const lines = [
    ...headOf(report, texts, colors, width),
    ...(report.histories === 0 ? fold(texts.nothing, width).map(colors.red) : bodyOf(report, texts, colors, width)),
    ...report.messages.flatMap((message) => fold(plain(message), width)).map(colors.red),
  ]
  return `${lines.join('\n')}\n`
}

function headOf({ estate, histories, historiesAsked, disastersPerHistory, seed, endedBy }: CompareReport, texts: CompareTexts, colors: Colors, width: number): readonly string[] {
  return [
    ...fold(texts.title(plain(estate.name)), width).map(colors.bold),
    ...(estate.summary === '' ? [] : fold(summaryOf(estate, texts), width).map(colors.dim)),
    ...fold(texts.basis(histories, historiesAsked, disastersPerHistory, plain(seed)), width),
    ...(endedBy === null ? [] : fold(texts.endedEarly(endedBy), width).map(colors.yellow)),
  ]
}

function bodyOf(report: CompareReport, texts: CompareTexts, colors: Colors, width: number): readonly string[] {
  return [
    ...fold(texts.legend, width).map(colors.dim),
    ...disasterTables(report, texts, colors, width),
    ...sideBySide(report, texts, colors, width),
    ...distributions(report, texts, colors, width),
    ...(report.typical ? waterfall(report.typical, texts, colors, width) : []),
    ...worstCases(report, texts, colors, width),
    ...notesOf(report, texts, colors, width),
  ]
}

/** A command is never broken: it is to be copied. */
function worstCases({ strategies }: CompareReport, texts: CompareTexts, colors: Colors, width: number): readonly string[] {
  const cases = strategies.flatMap(({ id, byDisaster }) => byDisaster.flatMap(({ disaster, serviceRtoSeconds: { max }, worstReplay }) => [
    ...fold(texts.worstOf(id, nameIn(texts.names.disasters, disaster), max === null ? texts.never : time(max, texts)), width),
    colors.cyan(`  ${worstReplay}`),
  ]))
  return ['', colors.bold(texts.worst), ...cases]
}

/** What the figures rest on. */
export function notesText({ histories, strategies }: CompareReport, texts: CompareTexts): readonly string[] {
  const shares = strategies.flatMap(({ byDisaster }) => byDisaster.flatMap(({ assumedShare }) => (assumedShare === null ? [] : [assumedShare])))
  const { independent, assumed, paired, notCovered } = texts.notes
  return [
    independent(histories),
    ...(shares.length > 0 ? [assumed(percent(Math.min(...shares)), percent(Math.max(...shares)))] : []),
    paired,
    notCovered,
  ]
}

function notesOf(report: CompareReport, texts: CompareTexts, colors: Colors, width: number): readonly string[] {
  return ['', colors.bold(texts.notes.title), ...notesText(report, texts).flatMap((note) => fold(note, width - 2).map((line, row) => `${row === 0 ? '· ' : '  '}${line}`))]
}
