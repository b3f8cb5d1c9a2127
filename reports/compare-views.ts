/** Strategies side by side, one view a row: the comparison that people draw by hand, with measured values in its cells. */
import type { Colors } from 'picocolors/types.js'
import { times, time } from './compare-figures.ts'
import { nameIn } from './compare-names.ts'
import type { CompareTexts } from './compare-texts.ts'
import type { CompareCell, CompareItem, CompareReport, CompareStrategy } from './compare.ts'
import { fold, padRight, widthOf } from './columns.ts'
import { grouped, plain } from './format.ts'

type View = Exclude<keyof CompareTexts['views'], 'title'>

const VIEWS = ['way', 'rto', 'rpo', 'consistency', 'network', 'cost', 'operations', 'best'] as const satisfies readonly View[]
/** Of a cell: what is narrower nobody can read. */
const NARROWEST = 17
const WIDEST_LABEL = 13
const GAP = ' │ '

/** Lines of a cell, not yet folded. */
type Cell = (strategy: CompareStrategy, texts: CompareTexts) => readonly string[]

const CELLS: Readonly<Record<View, Cell>> = {
  way: ({ definition: { replication, backup } }, texts) => [texts.ways[replication && backup ? 'both' : replication ? 'failover' : 'restore']],
  rto: ({ byDisaster }, texts) => medians(byDisaster, texts, ({ serviceRtoSeconds }) => serviceRtoSeconds.p50),
  rpo: ({ byDisaster }, texts) => medians(byDisaster, texts, ({ rpoSeconds }) => rpoSeconds.p50),
  consistency: ({ copies }, texts) =>
    Object.entries(copies).map(([kind, { right, booted, disagreeing }]) => texts.copies(nameIn(texts.names.copies, kind), right, booted, disagreeing)),
  network: ({ network }, texts) => network.map((item) => itemText(item, texts)),
  cost: ({ cost: { monthly, currency, pricedAs } }, texts) => [
    texts.money(grouped(Math.round(monthly)), currency),
    ...(pricedAs === null ? [] : [texts.pricedAs(plain(pricedAs))]),
  ],
  operations: ({ steps: { automatic, manual } }, texts) => [automatic === null || manual === null ? texts.never : texts.steps(automatic, manual)],
  best({ best }, texts) {
    const list = (kinds: readonly string[]): string => kinds.map((kind) => nameIn(texts.names.disasters, kind)).join(texts.list)
    const lines = [
      ...(best.serviceRto.length > 0 ? [texts.soonest(list(best.serviceRto))] : []),
      ...(best.rpo.length > 0 ? [texts.leastLoss(list(best.rpo))] : []),
    ]
    return lines.length > 0 ? lines : [texts.noBest]
  },
}

function medians(cells: readonly CompareCell[], texts: CompareTexts, of: (cell: CompareCell) => number | null): readonly string[] {
  return cells.map((cell) => {
    const value = of(cell)
    return texts.of(nameIn(texts.names.disasters, cell.disaster), value === null ? texts.never : times([value], texts))
  })
}

function itemText({ item, by, carried, untouched, p50Seconds }: CompareItem, texts: CompareTexts): string {
  const name = nameIn(texts.names.items, item)
  if (by.person > 0 && by.person >= by.script) return texts.item.person(name, time(p50Seconds, texts))
  if (by.script > 0) return texts.item.script(name, time(p50Seconds, texts))
  if (untouched === 0) return texts.item.none(name)
  return Object.values(carried).includes('if-prepared') ? texts.item.prepared(name) : texts.item.untouched(name)
}

/** @param columns that a line may take: where they are too few for all strategies, some stand below the others */
export function sideBySide({ strategies, estate }: CompareReport, texts: CompareTexts, colors: Colors, columns: number): readonly string[] {
  const labels = Math.min(WIDEST_LABEL, Math.max(...VIEWS.map((view) => widthOf(texts.views[view]))))
  const fitting = Math.max(1, Math.floor((columns - labels) / (NARROWEST + GAP.length)))
  const blocks = Math.ceil(strategies.length / fitting)
  const size = Math.ceil(strategies.length / blocks)
  const width = Math.max(8, Math.floor((columns - labels) / size) - GAP.length)
  const lines = Array.from({ length: blocks }, (_, block) => strategies.slice(block * size, (block + 1) * size)).flatMap((some) => blockOf(some, texts, colors, labels, width))
  const { workload: { machines, provisionedGiB, changedGiBPerDay } } = strategies[0]?.cost ?? { workload: { machines: 0, provisionedGiB: 0, changedGiBPerDay: 0 } }
  const note = texts.costNote(machines, grouped(provisionedGiB), String(changedGiBPerDay))
  return ['', colors.bold(texts.views.title(estate.name)), ...lines, ...fold(note, columns).map(colors.dim)]
}

function blockOf(strategies: readonly CompareStrategy[], texts: CompareTexts, colors: Colors, labels: number, width: number): readonly string[] {
  const line = (label: string, cells: readonly string[]): string => [padRight(label, labels), ...cells.map((cell) => padRight(cell, width))].join(GAP).trimEnd()
  const rule = '─'.repeat(labels + (width + GAP.length) * strategies.length)
  const heads = strategies.map(({ id }) => fold(id, width))
  return [
    ...rowsOf(heads, [], line).map(colors.bold),
    ...VIEWS.flatMap((view) => {
      const cells = strategies.map((strategy) => CELLS[view](strategy, texts).flatMap((text) => hanging(text, width)))
      return [colors.dim(rule), ...rowsOf(cells, fold(texts.views[view], labels), line)]
    }),
    colors.dim(rule),
  ]
}

/** A text that takes several lines is set in from the second on. */
function hanging(text: string, width: number): readonly string[] {
  const [first = '', ...rest] = fold(text, width)
  return rest.length === 0 ? [first] : [first, ...fold(text.slice(first.length).trim(), width - 1).map((line) => ` ${line}`)]
}

function rowsOf(cells: readonly (readonly string[])[], labels: readonly string[], line: (label: string, cells: readonly string[]) => string): readonly string[] {
  const height = Math.max(1, labels.length, ...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, row) => line(labels[row] ?? '', cells.map((cell) => cell[row] ?? '')))
}
