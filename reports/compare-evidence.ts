/** A comparison as an auditor wants it: one Markdown document with scope, policies, assumptions, results, worst cases and limits. */
import { percent, percents, recoveredOf, threeCounts, threeTimes, time, times } from './compare-figures.ts'
import { nameIn, stepName, summaryOf } from './compare-names.ts'
import { whatIsNotCounted, whatIsWrong, whatItCost } from './compare-table.ts'
import { notesText } from './compare-text.ts'
import { COMPARE_TEXTS } from './compare-texts.ts'
import type { CompareTexts, Language } from './compare-texts.ts'
import { timelineRows } from './compare-timeline.ts'
import type { CompareCase, CompareCell, CompareReport } from './compare.ts'
import { grouped, plain } from './format.ts'

const SECOND_US = 1_000_000
const SENSITIVITIES = 3

/** @param worst with their steps; none where the comparison was ended early */
export function evidenceText(report: CompareReport, worst: readonly CompareCase[], language: Language): string {
  const texts = COMPARE_TEXTS[language]
  const parts = [
    [`# ${escaped(texts.evidence.title(report.estate.name))}`],
    scope(report, texts),
    estate(report, texts),
    policies(report, texts),
    results(report, texts),
    durations(report, texts),
    costs(report, texts),
    worstCases(report, worst, texts),
    [`## ${texts.evidence.notCovered}`, ...notesText(report, texts).map((note) => `- ${escaped(note)}`)],
    reproduce(report, texts),
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** What Markdown would take for more than text. */
function escaped(text: string): string {
  return plain(text).replace(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`)
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return ['', line(heads.map(escaped)), line(heads.map(() => '---')), ...rows.map((cells) => line(cells.map(escaped)))]
}

function fenced(language: string, text: string): readonly string[] {
  return ['', `\`\`\`${language}`, text, '```']
}

function scope(report: CompareReport, texts: CompareTexts): readonly string[] {
  const { histories, historiesAsked, disastersPerHistory, seed, kinds, endedBy } = report
  return [
    `## ${texts.evidence.scope}`,
    escaped(texts.evidence.whatItIs),
    '',
    escaped(texts.basis(histories, historiesAsked, disastersPerHistory, seed)),
    ...(endedBy === null ? [] : ['', `**${escaped(texts.endedEarly(endedBy))}**`]),
    '',
    ...kinds.map((kind) => `- ${escaped(texts.disaster(nameIn(texts.names.disasters, kind), nameIn(texts.names.meanings, kind)))}`),
    ...report.messages.map((message) => `- **${escaped(message)}**`),
  ]
}

function estate({ estate: own }: CompareReport, texts: CompareTexts): readonly string[] {
  const { columns, facts, needs, plan } = texts.evidence
  const heads = [columns.machine, columns.application, columns.os, columns.provisioned, columns.changed]
  const rows = Object.entries(own.machines).map(([id, { application, os, provisionedGiB, changedGiBPerDay }]) => [
    id, application, os, String(provisionedGiB), String(changedGiBPerDay),
  ])
  const items = own.dependencies.map(({ item, machine }) => nameIn(texts.names.items, item) + (machine === undefined ? '' : ` (${machine})`))
  return [
    `## ${texts.evidence.estate}`,
    ...(own.summary === '' ? [] : [escaped(summaryOf(own, texts))]),
    ...table(heads, rows),
    '',
    `- ${escaped(facts.pace(own.operationsPerHour))}`,
    `- ${escaped(facts.ttl(own.dnsTtlSeconds))}`,
    `- ${escaped(needs(items.join(texts.list)))}`,
    `- ${plan}:`,
    ...fenced('json', JSON.stringify(own.recoveryPlan, null, 2)),
  ]
}

function policies({ strategies }: CompareReport, texts: CompareTexts): readonly string[] {
  return [
    `## ${texts.evidence.policies}`,
    ...strategies.flatMap(({ id, title, definition }) => [
      '',
      `### ${escaped(id)}`,
      escaped(Object.hasOwn(texts.names.strategies, id) ? texts.names.strategies[id]! : title),
      '',
      `<details><summary>${texts.evidence.definition}</summary>`,
      ...fenced('json', JSON.stringify(definition, null, 2)),
      '',
      '</details>',
    ]),
  ]
}

function results(report: CompareReport, texts: CompareTexts): readonly string[] {
  const { kinds, strategies } = report
  const { strategy, recovered, rpo, operations, platform, service, assumed } = texts.headings
  const heads = [strategy, recovered, rpo, operations, platform, service, assumed, texts.evidence.columns.kinds]
  return [
    `## ${texts.evidence.results}`,
    escaped(texts.legend),
    ...kinds.flatMap((kind) => {
      const rows = strategies.flatMap(({ id, byDisaster }) => byDisaster.filter(({ disaster }) => disaster === kind).map((cell) => [id, ...resultCells(cell, texts)]))
      const uncounted = whatIsNotCounted(report, kind, texts)
      if (rows.length === 0 && uncounted.length === 0) return []
      const foot = uncounted.flatMap((line) => ['', escaped(line)])
      return ['', `### ${nameIn(texts.names.disasters, kind)}`, ...(rows.length === 0 ? [] : table(heads, rows)), ...foot]
    }),
  ]
}

function resultCells(cell: CompareCell, texts: CompareTexts): readonly string[] {
  const { agreeingCi95, rpoSeconds, rpoOperations, platformRtoSeconds, serviceRtoSeconds, assumedShare, reasons } = cell
  const why = Object.entries(reasons).map(([reason, count]) => texts.reason(nameIn(texts.names.reasons, reason), count))
  const remarks = [...why, ...whatIsWrong(cell, texts), ...whatItCost(cell, texts)]
  const most = cell.sensitivities.slice(0, SENSITIVITIES).map((each) => texts.sensitivity(stepName(each.step, texts), percent(each.share), each.assumed))
  const interval = serviceRtoSeconds.ci95 ? ` [${times(serviceRtoSeconds.ci95, texts, '–')}]` : ''
  return [
    `${recoveredOf(cell)} [${percents(agreeingCi95)}]${remarks.length > 0 ? ` (${remarks.join(texts.list)})` : ''}`,
    threeTimes(rpoSeconds, texts),
    threeCounts(rpoOperations),
    threeTimes(platformRtoSeconds, texts),
    threeTimes(serviceRtoSeconds, texts) + interval,
    assumedShare === null ? '–' : percent(assumedShare),
    most.join(texts.list),
  ]
}

function durations({ estate: { durations: all, figures } }: CompareReport, texts: CompareTexts): readonly string[] {
  const { figure, value, duration, minimum, mean, most, provenance, source } = texts.evidence.columns
  const rows = all.map((each) => [
    each.name,
    time(each.minimumUs / SECOND_US, texts),
    time((each.minimumUs + each.meanUs) / SECOND_US, texts),
    each.maximumUs === null ? '–' : time(each.maximumUs / SECOND_US, texts),
    nameIn(texts.names.provenances, each.provenance),
    each.source,
  ])
  const others = figures.map((each) => [each.name, grouped(each.value), nameIn(texts.names.provenances, each.provenance), each.source])
  return [`## ${texts.evidence.assumptions}`, ...table([duration, minimum, mean, most, provenance, source], rows), ...table([figure, value, provenance, source], others)]
}

function costs({ strategies }: CompareReport, texts: CompareTexts): readonly string[] {
  const { what, amount, dated, source } = texts.evidence.columns
  const workload = strategies[0]?.cost.workload
  const foreign = strategies.flatMap(({ id, cost: { pricedAs } }) => (pricedAs === null ? [] : [`- ${escaped(`${id}: ${texts.pricedAs(pricedAs)}`)}`]))
  return [
    `## ${texts.evidence.costs}`,
    ...(workload ? [escaped(texts.costNote(workload.machines, String(workload.provisionedGiB), String(workload.changedGiBPerDay)))] : []),
    ...table([texts.headings.strategy, what, amount, dated, source], strategies.flatMap(({ id, cost }) =>
      cost.lines.map((line) => [id, line.what, texts.money(line.amount.toFixed(2), cost.currency), line.dated, line.source]))),
    ...(foreign.length === 0 ? [] : ['', ...foreign]),
  ]
}

function worstCases({ strategies }: CompareReport, worst: readonly CompareCase[], texts: CompareTexts): readonly string[] {
  const { from, to, step, who, provenance } = texts.replay.columns
  const cells = strategies.flatMap(({ id, byDisaster }) => byDisaster.map((cell) => ({ id, cell })))
  return [
    `## ${texts.evidence.worst}`,
    ...(worst.length === 0 ? ['', texts.evidence.noWorst] : []),
    ...cells.flatMap(({ id, cell: { disaster, worstToken, worstReplay } }) => {
      const shown = worst.find(({ token }) => token === worstToken)
      const rows = shown ? timelineRows(shown.steps, shown.critical, texts) : []
      const ending = shown && (shown.recovered
        ? texts.worstOf(texts.headings.service, texts.replay.recovered(shown.agrees), time(shown.serviceRtoSeconds, texts))
        : texts.replay.notRecovered(nameIn(texts.names.reasons, shown.reason ?? '')))
      return [
        '',
        `### ${escaped(id)}, ${nameIn(texts.names.disasters, disaster)}`,
        ...(ending === undefined ? [] : [escaped(ending)]),
        ...(rows.length === 0 ? [] : table([from, to, step, who, provenance], rows.map((row) => [row.from, row.to, row.step, row.who, row.provenance]))),
        ...fenced('sh', worstReplay),
      ]
    }),
  ]
}

function reproduce({ version, estate: { name, file, codeHash }, seed, command }: CompareReport, texts: CompareTexts): readonly string[] {
  const labels = texts.evidence
  return [
    `## ${labels.reproduce}`,
    `- ${labels.version}: seeddrill ${version}`,
    `- ${labels.estate}: ${escaped(name)}${file === null ? '' : ` (${escaped(file)})`}`,
    `- ${labels.codeHash}: ${codeHash}`,
    `- ${labels.seed}: ${escaped(seed)}`,
    `- ${labels.command}:`,
    ...fenced('sh', command),
  ]
}
