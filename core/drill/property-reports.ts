/**
 * Takes what the application of one site reports of its properties: counts it, keeps what is broken, and
 * refuses what the catalogue does not have. The program goes on in any case; a refusal ends the drill.
 */
import type { Properties, PropertyDetails, PropertyReport } from '../machine/properties.ts'
import type { Findings, NewFinding } from './findings.ts'
import { ScenarioError } from './options.ts'
import type { PropertyBook } from './property-book.ts'
import type { AnyApp } from './scenario.ts'
import { shortText } from './text.ts'

/** A property of a machine's application that was found broken for the first time. */
export interface BrokenProperty {
  readonly machine: string
  readonly report: PropertyReport
  readonly atUs: number
  /** The position of the write log that came next. */
  readonly seq: number
}

/** Where and when a report is made. */
export interface ReportPlace {
  readonly scenario: string
  readonly machine: string
  readonly app: AnyApp
  readonly atUs: number
  readonly seq: number
}

export class PropertyReports {
  /** The first break of each property on each machine. */
  readonly broken: BrokenProperty[] = []
  /** The first report that the catalogue does not have. */
  misuse: ScenarioError | null = null
  readonly #book: PropertyBook

  constructor(book: PropertyBook) {
    this.#book = book
  }

  /** @throws ScenarioError when the application does not declare the property, or as another kind */
  take({ scenario, machine, app, atUs, seq }: ReportPlace, report: PropertyReport): void {
    const declared = (app.properties ?? {}) as Properties
    const { name, kind, holds } = report
    if (!Object.hasOwn(declared, name) || declared[name] !== kind) {
      const stated = Object.hasOwn(declared, name) ? `as ${shortText(declared[name])} only` : 'no such property'
      const misuse = new ScenarioError(scenario, `context.${kind}(${shortText(name)}): ${app.name} declares ${stated}`)
      this.misuse ??= misuse
      throw misuse
    }
    this.#book.count(app.name, name, holds)
    if (holds || kind === 'sometimes' || this.broken.some((known) => known.machine === machine && known.report.name === name))
      return
    this.broken.push({ machine, report, atUs, seq })
  }
}

/** Makes findings of broken properties. */
export function addBroken(
  findings: Findings,
  broken: readonly BrokenProperty[],
  where: Omit<NewFinding, 'verdict' | 'message' | 'operations' | 'property'>,
): void {
  for (const { machine, report, atUs } of broken)
    findings.add({
      ...where,
      verdict: 'assertion-failed',
      message: messageOf(machine, report, atUs),
      operations: [],
      property: report.name,
    })
}

const BROKEN_WORDS = { always: 'was false', unreachable: 'was reached' } as const

function messageOf(machine: string, { name, kind, details }: PropertyReport, atUs: number): string {
  const what = BROKEN_WORDS[kind as keyof typeof BROKEN_WORDS]
  return `"${name}" ${what} on ${machine} at ${(atUs / 1000).toFixed(3)} ms${detailsText(details)}`
}

function detailsText(details: PropertyDetails | undefined): string {
  return details === undefined ? '' : `: ${shortText(details)}`
}
