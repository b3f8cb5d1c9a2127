/** The reporters by name, and where each of them writes. */
import { createColors } from 'picocolors'
import type { RunEvent } from '../core/drill/events.ts'
import { htmlReporter, jsonReporter, lineReporter, ndjsonReporter, perfettoReporter } from '../reports/index.ts'
import type { Reporter, ReporterFactory } from '../reports/index.ts'
import type { Host } from './host.ts'
import { openReportFile } from './report-file.ts'
import { suggestion, UsageError } from './usage-error.ts'

export const REPORTERS = {
  line: { summary: 'plain lines: each drill, each failure, a summary', create: (output) => lineReporter(output) },
  json: { summary: 'one JSON document at the end', create: jsonReporter },
  ndjson: { summary: 'the event stream, one JSON object a line', create: ndjsonReporter },
  html: { summary: 'one page for a browser, with a timeline of each failure', create: htmlReporter },
  perfetto: { summary: 'a trace of each failure for ui.perfetto.dev', create: perfettoReporter },
} as const satisfies Record<string, { summary: string; create: ReporterFactory }>

export type ReporterName = keyof typeof REPORTERS

/** `json=out.json`, taken apart. */
export interface ReporterSpec {
  readonly name: ReporterName
  /** Null: standard output. */
  readonly file: string | null
}

/** @throws UsageError for a name that does not exist, or an empty file name */
export function parseReporter(text: string): ReporterSpec {
  const [, name, file] = /^([^=]*)(?:=(.*))?$/s.exec(text)!
  const names = Object.keys(REPORTERS)
  if (!names.includes(name!))
    throw new UsageError(`--reporter ${text}: there is no reporter ${name}; there are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}${suggestion(name!, names)}`)
  if (file === '') throw new UsageError(`--reporter ${text}: give a file after =, as in --reporter ${name}=out.txt`)
  return { name: name as ReporterName, file: file ?? null }
}

/** Everybody who hears the run. */
export interface Audience {
  hear(event: RunEvent): void
  /** Puts the files in their places. */
  save(): void
}

/**
 * @param others hear everything too
 * @throws UsageError when a file cannot be written, or two reporters share one output
 */
export function openAudience(
  specs: readonly ReporterSpec[],
  host: Host,
  colors: boolean,
  others: readonly Reporter[],
): Audience {
  const outputs = specs.map(({ file }) => file ?? 'standard output')
  const shared = outputs.find((output, index) => outputs.indexOf(output) !== index)
  if (shared !== undefined) throw new UsageError(`--reporter: two reporters write to ${shared}; give each its own, as in --reporter json=out.json`)
  const opened = specs.map((spec) => openReporter(spec, host, colors))
  const reporters = [...opened.map(({ reporter }) => reporter), ...others]
  return {
    hear: (event) => reporters.forEach((reporter) => reporter.onEvent(event)),
    save: () => opened.forEach(({ save }) => save()),
  }
}

function openReporter({ name, file }: ReporterSpec, host: Host, colors: boolean) {
  const { create } = REPORTERS[name]
  if (file === null) {
    const output = { write: (text: string) => void host.stdout.write(text), colors: createColors(colors) }
    return { reporter: create(output), save: () => {} }
  }
  const target = openReportFile(file, host.cwd)
  return { reporter: create({ write: target.write, colors: createColors(false) }), save: target.save }
}
