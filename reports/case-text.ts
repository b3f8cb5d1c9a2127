/** One outcome of a comparison as a person reads it: what struck, what was recovered from, every step, and how it ended. */
import type { Colors } from 'picocolors/types.js'
import type { NOT_APPLICABLE as Reason } from '../core/drill/estate/outcome.ts'
import type { Outcome } from '../core/drill/estate/index.ts'
import type { Verdict } from '../core/oracle/verdict.ts'
import { cut, fold, padRight, widthOf } from './columns.ts'
import { NEVER, time } from './compare-figures.ts'
import { nameIn } from './compare-names.ts'
import { COMPARE_TEXTS } from './compare-texts.ts'
import type { CompareTexts, Language } from './compare-texts.ts'
import { clock, timelineRows } from './compare-timeline.ts'
import type { TimelineRow } from './compare-timeline.ts'
import { grouped, plain } from './format.ts'

export interface CaseDifference {
  readonly field: string
  readonly recorded: string
  readonly now: string
}

export interface ShownCase {
  /** With all its steps. */
  readonly outcome: Outcome
  /** From what the token recorded. `inside`: in the steps only. */
  readonly differences: readonly CaseDifference[] | 'none' | 'inside'
  readonly codeHash: string
  readonly recordedCodeHash: string
}

const NOT_APPLICABLE: typeof Reason = 'not-applicable'
const SECOND_US = 1_000_000
const GIB = 2 ** 30
const DAY_US = 86_400 * SECOND_US
const MOST_COLUMNS = 100
const FEWEST_COLUMNS = 40
const INDENT = '  '
const MOST_POINTS = 3

/** @param columns of the terminal; default: it is none */
export function caseText(shown: ShownCase, language: Language, colors: Colors, columns = MOST_COLUMNS): string {
  const texts = COMPARE_TEXTS[language]
  const width = Math.max(FEWEST_COLUMNS, Math.min(columns, MOST_COLUMNS))
  const { outcome } = shown
  const head = texts.replay.title(plain(outcome.strategy), nameIn(texts.names.disasters, outcome.disaster.kind), plain(outcome.history))
  const lines = [
    ...fold(head, width).map(colors.bold),
    ...[...whatStruck(outcome, texts), ...attemptLines(outcome, texts)].flatMap((line) => fold(line, width - 2)).map((line) => INDENT + line),
    '',
    ...timeline(outcome, texts, colors, width),
    '',
    ...endingLines(outcome, texts).flatMap((line) => fold(line, width)),
    ...comparedLines(shown, texts, colors).flatMap((line) => fold(line, width)),
  ]
  return `${lines.join('\n')}\n`
}

function whatStruck({ disaster: { kind, atUs, causedAtUs } }: Outcome, texts: CompareTexts): readonly string[] {
  return [
    texts.replay.disaster(String(Math.floor(atUs / DAY_US)), nameIn(texts.names.meanings, kind)),
    ...(causedAtUs < atUs ? [texts.replay.cause(time((atUs - causedAtUs) / SECOND_US, texts))] : []),
  ]
}

function attemptLines({ attempts, disaster: { atUs } }: Outcome, texts: CompareTexts): readonly string[] {
  return attempts.flatMap(({ via, points, kind, cutAtUs, beganUs, verdict }, place) => {
    const named = points.slice(0, MOST_POINTS).map(plain).join(texts.list) + (points.length > MOST_POINTS ? ' …' : '')
    return [
      texts.replay.attempt(place + 1, clock(beganUs).slice(1)),
      `  ${texts.replay.point(nameIn(texts.names.protectors, via), nameIn(texts.names.copies, kind), named, time(Math.max(0, atUs - cutAtUs) / SECOND_US, texts))}`,
      `  ${texts.replay.verdict(verdictText(verdict))}`,
    ]
  })
}

export function verdictText(verdict: Verdict): string {
  if (verdict.status === 'violated') return `${verdict.verdict}: ${plain(verdict.message)}`
  return verdict.status === 'inconclusive' ? `inconclusive: ${plain(verdict.reason)}` : verdict.status
}

function timeline({ steps, critical }: Outcome, texts: CompareTexts, colors: Colors, width: number): readonly string[] {
  if (steps.length === 0) return [INDENT + texts.replay.noSteps]
  const rows = timelineRows(steps, critical.map(({ step }) => step), texts)
  const heads = { ...texts.replay.columns, critical: false }
  const columns = ['from', 'to', 'who', 'provenance', 'step'] as const satisfies readonly (keyof TimelineRow)[]
  const widths = columns.map((column) => Math.max(...[heads, ...rows].map((row) => widthOf(row[column]))))
  const line = (row: TimelineRow): string =>
    cut(`${row.critical ? '█' : ' '} ${columns.map((column, place) => padRight(row[column], widths[place]!)).join(INDENT)}`.trimEnd(), width)
  return [colors.dim(line(heads)), ...rows.map((row) => (row.critical ? line(row) : colors.dim(line(row))))]
}

function endingLines(outcome: Outcome, texts: CompareTexts): readonly string[] {
  const { recovered, agrees, breaches, reason, rpoUs, lostOperations, outsideDisagreements, platformRtoUs, serviceRtoUs } = outcome
  if (reason === NOT_APPLICABLE) return [texts.withoutPhase(plain(outcome.strategy))]
  const further = [...afterwardsLines(outcome, texts), ...(breaches.length === 0 ? [] : [texts.breaches(breaches.join(texts.list))])]
  if (!recovered) return [texts.replay.notRecovered(nameIn(texts.names.reasons, reason ?? '')), ...further]
  const seconds = (us: number | null): string => time(us === null ? null : us / SECOND_US, texts)
  return [
    texts.replay.recovered(agrees),
    texts.replay.loss(seconds(rpoUs), String(lostOperations), String(outsideDisagreements)),
    texts.replay.times(seconds(platformRtoUs), seconds(serviceRtoUs)),
    ...further,
  ]
}

function afterwardsLines({ unprotectedUs, splitBrainUs, aftermath }: Outcome, texts: CompareTexts): readonly string[] {
  const { unprotected, bothSides, atTarget, discarded, before, reprotection } = texts.afterwards
  const seconds = (us: number): string => time(us / SECOND_US, texts)
  const turned = aftermath?.reprotection
  return [
    ...(unprotectedUs === null ? [] : [unprotected(seconds(unprotectedUs))]),
    ...(splitBrainUs > 0 ? [bothSides(seconds(splitBrainUs))] : []),
    ...(aftermath ? [before(seconds(aftermath.first.serviceRtoUs), seconds(aftermath.first.rpoUs), grouped(aftermath.first.lostOperations))] : []),
    ...(turned ? [reprotection(turned.endedUs === null ? NEVER : seconds(turned.endedUs - turned.beganUs), (turned.copiedBytes / GIB).toFixed(1))] : []),
    ...(aftermath ? [atTarget(grouped(aftermath.lostTargetOperations), grouped(aftermath.targetOperations)), discarded(grouped(aftermath.discardedOperations))] : []),
  ]
}

function comparedLines({ differences, codeHash, recordedCodeHash }: ShownCase, texts: CompareTexts, colors: Colors): readonly string[] {
  const { codeSame, codeChanged, notDeterministic, same, differsInside, differs } = texts.replay
  const sameCode = codeHash === recordedCodeHash
  const code = sameCode ? codeSame(codeHash) : codeChanged(codeHash, recordedCodeHash)
  if (differences === 'none') return [code, colors.green(same)]
  const lines = differences === 'inside' ? [differsInside] : differences.map(({ field, recorded, now }) => differs(field, recorded, now))
  return [code, ...[...lines, ...(sameCode ? [notDeterministic] : [])].map(colors.red)]
}
