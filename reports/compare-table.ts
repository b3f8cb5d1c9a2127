/** The figures of each strategy, kind of disaster by kind of disaster: a table, or a list where the terminal is too narrow for one. */
import type { Colors } from 'picocolors/types.js'
import { percent, percents, recoveredOf, threeCounts, threeTimes, time, times } from './compare-figures.ts'
import { nameIn, stepName } from './compare-names.ts'
import type { CompareTexts } from './compare-texts.ts'
import type { CompareCell, CompareReport } from './compare.ts'
import { fold, padLeft, padRight, widthOf } from './columns.ts'
import { grouped } from './format.ts'

const GAP = '  '
const INDENT = '  '
const SENSITIVITIES = 3

type Row = Readonly<Record<Exclude<keyof CompareTexts['headings'], 'assumed'>, string>>

/** @param columns that a line may take */
export function disasterTables(report: CompareReport, texts: CompareTexts, colors: Colors, columns: number): readonly string[] {
  const tables = report.kinds.map((kind) => report.strategies.flatMap(({ id, byDisaster }) => {
    const cell = byDisaster.find(({ disaster }) => disaster === kind)
    return cell ? [{ cell, row: rowOf(id, cell, texts) }] : []
  }))
  const headings = texts.headings
  const widths = Object.fromEntries(keys.map((key) => [key, Math.max(...[headings, ...tables.flat().map(({ row }) => row)].map((row) => widthOf(row[key])))])) as Readonly<Record<keyof Row, number>>
  const whole = INDENT.length + keys.reduce((sum, key) => sum + widths[key], 0) + GAP.length * (keys.length - 1)
  const lineOf = (row: Row): string => INDENT + keys.map((key) => (key === 'strategy' ? padRight : padLeft)(row[key], widths[key])).join(GAP)
  return tables.flatMap((rows, index) => {
    const kind = report.kinds[index]!
    const uncounted = whatIsNotCounted(report, kind, texts)
    if (rows.length === 0 && uncounted.length === 0) return []
    const head = fold(texts.disaster(nameIn(texts.names.disasters, kind), nameIn(texts.names.meanings, kind)), columns)
    const body = rows.flatMap(({ cell, row }) => [
      ...(whole <= columns ? [lineOf(row)] : listOf(row, texts, colors, columns)),
      ...remarksOf(cell, texts).flatMap((remark) => fold(remark, columns - 2 * INDENT.length)).map((line) => colors.dim(INDENT + INDENT + line)),
    ])
    const foot = uncounted.flatMap((line) => fold(line, columns - INDENT.length)).map((line) => colors.dim(INDENT + line))
    const [first] = rows
    if (!first) return ['', ...head.map(colors.bold), ...foot]
    const { n, histories } = first.cell
    return ['', ...head.map(colors.bold), colors.dim(texts.cases(n, histories)), ...(whole <= columns ? [colors.dim(lineOf(headings))] : []), ...body, ...foot]
  })
}

const keys = ['strategy', 'recovered', 'rpo', 'operations', 'platform', 'service'] as const satisfies readonly (keyof Row)[]

function rowOf(strategy: string, cell: CompareCell, texts: CompareTexts): Row {
  const { agreeingCi95, rpoSeconds, rpoOperations, platformRtoSeconds, serviceRtoSeconds } = cell
  return {
    strategy,
    recovered: `${recoveredOf(cell)} ${percents(agreeingCi95)}`,
    rpo: threeTimes(rpoSeconds, texts),
    operations: threeCounts(rpoOperations),
    platform: threeTimes(platformRtoSeconds, texts),
    service: threeTimes(serviceRtoSeconds, texts),
  }
}

/** One figure a line. */
function listOf(row: Row, texts: CompareTexts, colors: Colors, columns: number): readonly string[] {
  const figures = keys.slice(1)
  const width = Math.max(...figures.map((key) => widthOf(texts.headings[key])))
  return [
    colors.bold(INDENT + row.strategy),
    ...figures.flatMap((key) => fold(`${padRight(texts.headings[key], width)}${GAP}${row[key]}`, columns - 2 * INDENT.length).map((line) => INDENT + INDENT + line)),
  ]
}

/** Of those that recovered. */
export function whatIsWrong({ disagreeing, splitBrain, reissuing, breaches, mostOutsideDisagreements }: CompareCell, texts: CompareTexts): readonly string[] {
  return [
    ...(disagreeing > 0 ? [texts.disagreeing(disagreeing)] : []),
    ...(splitBrain > 0 ? [texts.splitBrain(splitBrain)] : []),
    ...(Object.keys(breaches).length > 0 ? [texts.breaches(Object.entries(breaches).map(([verdict, count]) => `${verdict} ${count}×`).join(texts.list))] : []),
    ...(reissuing > 0 ? [texts.reissuing(reissuing)] : []),
    ...(mostOutsideDisagreements ? [texts.outside(grouped(mostOutsideDisagreements))] : []),
  ]
}

/** Strategies that have no such phase, and cases that nobody could judge. */
export function whatIsNotCounted({ strategies }: CompareReport, kind: string, texts: CompareTexts): readonly string[] {
  const without = strategies.filter(({ notApplicable }) => notApplicable.some(({ disaster }) => disaster === kind)).map(({ id }) => id)
  const undecided = strategies.flatMap(({ id, inconclusive }) => inconclusive.filter(({ disaster }) => disaster === kind).map(({ n }) => `${id} ${n}×`))
  return [
    ...(without.length === 0 ? [] : [texts.withoutPhase(without.join(texts.list))]),
    ...(undecided.length === 0 ? [] : [texts.undecided(undecided.join(texts.list))]),
  ]
}

/** What became of it beside the recovery itself. */
export function whatItCost({ unprotectedSeconds, longestSplitBrainSeconds, afterwards }: CompareCell, texts: CompareTexts): readonly string[] {
  const { unprotected, bothSides, atTarget, discarded } = texts.afterwards
  return [
    // A failover that is only tried leaves the protection alone.
    ...(unprotectedSeconds && unprotectedSeconds.max !== 0 ? [unprotected(threeTimes(unprotectedSeconds, texts))] : []),
    ...(longestSplitBrainSeconds > 0 ? [bothSides(time(longestSplitBrainSeconds, texts))] : []),
    ...(afterwards ? [atTarget(threeCounts(afterwards.lostAtTarget), threeCounts(afterwards.atTarget)), discarded(threeCounts(afterwards.discarded))] : []),
  ]
}

/** What has no column. */
function remarksOf(cell: CompareCell, texts: CompareTexts): readonly string[] {
  const { serviceRtoSeconds: { p50, ci95 }, reasons, sensitivities, assumedShare } = cell
  const why = Object.entries(reasons).map(([reason, count]) => texts.reason(nameIn(texts.names.reasons, reason), count))
  const most = sensitivities.slice(0, SENSITIVITIES).map(({ step, share, assumed }) => texts.sensitivity(stepName(step, texts), percent(share), assumed))
  const facts = [
    ...(why.length > 0 ? [texts.notRecovered(why.join(texts.list))] : []),
    ...(p50 !== null && ci95 ? [texts.serviceInterval(times(ci95, texts, '–'))] : []),
    ...whatIsWrong(cell, texts),
    ...whatItCost(cell, texts),
  ]
  return [
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    ...(most.length > 0 ? [texts.most(most.join(texts.list), percent(assumedShare ?? 0))] : []),
  ]
}
