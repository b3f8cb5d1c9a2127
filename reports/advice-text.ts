/** Advice as a person reads it: for each application what to choose, why, and the runs behind it. */
import type { Colors } from 'picocolors/types.js'
import type { AdvicePoints, AdviceReport, AdvisedApplication } from './advice.ts'
import { fold, padLeft, padRight, widthOf } from './columns.ts'
import { percentAtLeast, percents, threeCounts, threeTimes, time } from './compare-figures.ts'
import { nameIn } from './compare-names.ts'
import { COMPARE_TEXTS } from './compare-texts.ts'
import type { CompareTexts, Language } from './compare-texts.ts'
import { plain } from './format.ts'

const MOST_COLUMNS = 100
const FEWEST_COLUMNS = 40
const INDENT = '  '

/** @param columns of the terminal; default: it is none */
export function adviceText(report: AdviceReport, language: Language, colors: Colors, columns = MOST_COLUMNS): string {
  const texts = COMPARE_TEXTS[language]
  const width = Math.max(FEWEST_COLUMNS, Math.min(columns, MOST_COLUMNS))
  const { estate, ofScenario, histories, historiesAsked, disastersPerHistory, seed, endedBy, applications, messages } = report
  const judgedByParts = applications.some(({ machine }) => machine !== null)
  const lines = [
    ...fold(texts.adviceTitle(plain(estate)), width).map(colors.bold),
    ...fold(texts.basis(histories, historiesAsked, disastersPerHistory, plain(seed)), width),
    ...(ofScenario ? fold(texts.advice.scenarioNote, width) : []),
    ...(endedBy === null ? [] : fold(texts.endedEarly(endedBy), width).map(colors.yellow)),
    ...(histories === 0 ? [colors.red(texts.nothing)] : applications.flatMap((application) => applicationLines(application, texts, colors, width))),
    '',
    ...fold(judgedByParts ? texts.advice.partsNote : texts.advice.wholeNote, width).map(colors.dim),
    ...fold(texts.notes.independent(histories), width).map(colors.dim),
    ...messages.flatMap((message) => fold(plain(message), width)).map(colors.red),
  ]
  return `${lines.join('\n')}\n`
}

function applicationLines(application: AdvisedApplication, texts: CompareTexts, colors: Colors, width: number): readonly string[] {
  const { points } = application
  const wrong = points.flatMap(({ firstWrong }) => (firstWrong === null ? [] : [texts.advice.firstWrong(plain(firstWrong))]))
  return [
    '',
    ...fold(headline(application, texts), width).map(colors.bold),
    ...[reasonText(application, texts), ...wrong.slice(0, 1)].flatMap((text) => indented(text, width)),
    ...pointsTable(points, texts, colors, width),
    ...unjudgedLines(points, texts, width),
    ...points.flatMap(({ replay }) => (replay === null ? [] : [colors.cyan(`${INDENT}${replay}`)])),
  ]
}

function unjudgedLines([crash, app]: AdvisedApplication['points'], texts: CompareTexts, width: number): readonly string[] {
  if (crash.unjudged + app.unjudged === 0) return []
  return indented(texts.advice.unjudged(crash.unjudged, app.unjudged), width)
}

const indented = (text: string, width: number): readonly string[] => fold(text, width - INDENT.length).map((line) => INDENT + line)

function headline({ machine, application, advice }: AdvisedApplication, texts: CompareTexts): string {
  const name = machine === null ? texts.advice.whole : `${plain(machine)} (${plain(application ?? '')})`
  const say = { 'crash-consistent': texts.advice.crash, 'app-consistent': texts.advice.app, neither: texts.advice.none, unknown: texts.advice.unknown }
  return say[advice](name)
}

function reasonText({ advice, points: [crash, app] }: AdvisedApplication, texts: CompareTexts): string {
  const { crashWhy, crashAlone, appWhy, noneWhy, unknownWhy } = texts.advice
  const loss = ({ rpoSeconds }: AdvicePoints): string => time(rpoSeconds.p50, texts)
  const low = percentAtLeast(crash.rightCi95?.[0] ?? 0)
  if (advice === 'crash-consistent') return app.booted === 0 ? crashAlone(crash.right, low, loss(crash)) : crashWhy(crash.right, low, loss(crash), loss(app))
  if (advice === 'app-consistent') return appWhy(crash.booted - crash.right, crash.booted, app.right, app.booted)
  return advice === 'neither'
    ? noneWhy(crash.booted - crash.right, crash.booted, app.booted - app.right, app.booted)
    : unknownWhy(crash.booted - crash.right, crash.booted, app.booted - app.right, app.booted)
}

/** A table where there is room, else a line a figure. */
function pointsTable(points: readonly AdvicePoints[], texts: CompareTexts, colors: Colors, width: number): readonly string[] {
  const { kind, right, rpo, operations } = texts.advice.headings
  const heads = [kind, right, rpo, operations]
  const rows = points.map((each) => [
    nameIn(texts.names.copies, each.kind),
    each.rightCi95 ? `${each.right}/${each.booted} ${percents(each.rightCi95)}` : '0/0',
    each.booted === 0 ? '–' : threeTimes(each.rpoSeconds, texts),
    each.right === 0 ? '–' : threeCounts(each.rpoOperations),
  ])
  const widths = heads.map((head, column) => Math.max(widthOf(head), ...rows.map((row) => widthOf(row[column]!))))
  const line = (cells: readonly string[]): string => INDENT + cells.map((cell, column) => (column === 0 ? padRight : padLeft)(cell, widths[column]!)).join(INDENT)
  if (widthOf(line(heads)) <= width) return [colors.dim(line(heads)), ...rows.map(line)]
  return rows.flatMap(([name, ...figures]) => [
    INDENT + name!,
    ...figures.flatMap((figure, column) => fold(`${heads[column + 1]!}${INDENT}${figure}`, width - 2 * INDENT.length).map((text) => INDENT + INDENT + text)),
  ])
}
