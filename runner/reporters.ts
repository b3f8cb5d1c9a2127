/** The reporters by name, and where each of them writes. */
import { resolve } from 'node:path'
import { createColors } from 'picocolors'
import type { RunEvent } from '../core/drill/events.ts'
import {
  githubReporter, htmlReporter, jsonReporter, junitReporter, lineReporter, markdownReporter, ndjsonReporter, perfettoReporter,
} from '../reports/index.ts'
import type { GithubOptions, Reporter, ReporterOutput } from '../reports/index.ts'
import { githubOptions } from './github-surroundings.ts'
import type { Host } from './host.ts'
import { guarded, isReporterFile } from './own-reporters.ts'
import type { OwnReporters } from './own-reporters.ts'
import { openReportFile } from './report-file.ts'
import { messageOf, suggestion, UsageError } from './usage-error.ts'
import { writeText } from './write-text.ts'

interface ReporterRow {
  readonly summary: string
  readonly create: (output: ReporterOutput, github: () => GithubOptions) => Reporter
  /** It writes lines for people or for the surroundings, so another one of this kind may write to the same output. */
  readonly shares?: true
  /** Its lines hold what users' programs say, and none of them is meant for the runner of GitHub Actions. */
  readonly noCommands?: true
  /** How files of what only a browser shows end. */
  readonly forBrowser?: 'html' | 'json'
}

export const REPORTERS = {
  line: { summary: 'plain lines: each drill, each failure, a summary', create: (output) => lineReporter(output), shares: true, noCommands: true },
  json: { summary: 'one JSON document at the end', create: jsonReporter },
  ndjson: { summary: 'the events as they happen, one JSON object a line', create: ndjsonReporter },
  junit: { summary: 'JUnit XML, for the test pages of a CI', create: junitReporter },
  github: { summary: 'errors at lines of a pull request, and the summary of the step', create: (output, github) => githubReporter(output, github()), shares: true },
  markdown: { summary: 'a report for a merge request', create: markdownReporter },
  html: { summary: 'one page for a browser, with a timeline of each failure', create: htmlReporter, forBrowser: 'html' },
  perfetto: { summary: 'a trace of each failure for ui.perfetto.dev', create: perfettoReporter, forBrowser: 'json' },
} as const satisfies Record<string, ReporterRow>

/** `json=out.json`, taken apart. */
export interface ReporterSpec {
  /** One of {@link REPORTERS}, or a file that exports one. */
  readonly name: string
  /** Null: standard output. */
  readonly file: string | null
}

const rowOf = (name: string): ReporterRow | undefined =>
  Object.hasOwn(REPORTERS, name) ? REPORTERS[name as keyof typeof REPORTERS] : undefined

/** @throws UsageError for a name that does not exist, or an empty file name */
export function parseReporter(text: string): ReporterSpec {
  const [, name, file] = /^([^=]*)(?:=(.*))?$/s.exec(text)!
  const names = Object.keys(REPORTERS)
  if (!rowOf(name!) && !isReporterFile(name!))
    throw new UsageError(`--reporter ${text}: there is no reporter ${name}; there are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, and files (.ts, .js …) that export one${suggestion(name!, names)}`)
  if (file === '') throw new UsageError(`--reporter ${text}: give a file after =, as in --reporter ${name}=out.txt`)
  return { name: name!, file: file ?? null }
}

/** Everybody who hears the run. */
export interface Audience {
  hear(event: RunEvent): void
  /** Waits for what reporters have begun. Resolves with what went wrong with a report so far, one line each. */
  settled(): Promise<readonly string[]>
  /**
   * Puts the files in their places, each whatever becomes of the others, once all reporters have ended.
   * @returns what went wrong with a report, one line each, and with what {@link Audience.settled} told
   */
  save(): Promise<readonly string[]>
}

export interface AudienceOptions {
  /** The reporters' files that {@link ReporterSpec.name} may name, loaded. Default: none. */
  readonly own?: OwnReporters
  /** Hear everything too. */
  readonly others?: readonly Reporter[]
}

interface Opened {
  readonly reporter: Reporter
  /** How it failed so far; null: not at all. */
  settled(): Promise<string | null>
  /** Resolves with what went wrong, one line each. */
  save(): Promise<readonly string[]>
}

/** @throws UsageError when a file cannot be written, two reporters share one output, or a terminal cannot show one */
export function openAudience(
  specs: readonly ReporterSpec[],
  host: Host,
  colors: boolean,
  { own = new Map(), others = [] }: AudienceOptions = {},
): Audience {
  refuseShared(specs, host)
  refuseOnTerminal(specs, host)
  const opened = specs.map((spec) => openReporter(spec, host, colors, own))
  const reporters = [...opened.map(({ reporter }) => reporter), ...others]
  return {
    hear: (event) => reporters.forEach((reporter) => reporter.onEvent(event)),
    settled: async () => (await Promise.all(opened.map(({ settled }) => settled()))).filter((problem) => problem !== null),
    save: async () => (await Promise.all(opened.map(({ save }) => save()))).flat(),
  }
}

/** What a browser shows would flood it. */
function refuseOnTerminal(specs: readonly ReporterSpec[], { stdout }: Host): void {
  const flooding = stdout.isTTY === true ? specs.find(({ name, file }) => file === null && rowOf(name)?.forBrowser) : undefined
  if (!flooding) return
  const { name } = flooding
  throw new UsageError(`--reporter ${name}: a terminal cannot show it; give it a file, as in --reporter ${name}=run.${rowOf(name)!.forBrowser}`)
}

function refuseShared(specs: readonly ReporterSpec[], { cwd }: Host): void {
  // However it is written, one file is one output; a file may be called anything, so standard output has no name here.
  const target = ({ file }: ReporterSpec): string | null => (file === null ? null : resolve(cwd, file))
  for (const [index, spec] of specs.entries()) {
    const earlier = specs.slice(0, index).filter((each) => target(each) === target(spec))
    const together = spec.file === null && [...earlier, spec].every(({ name }) => rowOf(name)?.shares) && earlier.every(({ name }) => name !== spec.name)
    if (earlier.length > 0 && !together)
      throw new UsageError(`--reporter: two reporters write to ${spec.file ?? 'standard output'}; give each its own, as in --reporter json=out.json`)
  }
}

function openReporter(spec: ReporterSpec, host: Host, colors: boolean, own: OwnReporters): Opened {
  const { file } = spec
  if (file === null) return withSaving(spec, { ...standardOutput(spec, host), colors: createColors(colors) }, host, own, () => {})
  const target = openReportFile(file, host.cwd)
  return withSaving(spec, { write: target.write, colors: createColors(false) }, host, own, target.save)
}

function standardOutput({ name }: ReporterSpec, host: Host): Omit<ReporterOutput, 'colors'> {
  const { stdout } = host
  const { isTTY, columns } = stdout
  const write = rowOf(name)?.noCommands ? (text: string): void => writeText(host, text) : (text: string): void => void stdout.write(text)
  return { write, ...(isTTY && columns !== undefined && { columns }) }
}

function withSaving({ name, file }: ReporterSpec, output: ReporterOutput, host: Host, own: OwnReporters, save: () => void): Opened {
  const saved = (): readonly string[] => {
    try {
      save()
      return []
    } catch (error) {
      return [`the report ${file} could not be written: ${messageOf(error)}`]
    }
  }
  const factory = own.get(name)
  if (factory) {
    const { reporter, settled } = guarded(name, factory, output, host.cwd)
    return {
      reporter,
      settled,
      async save() {
        const found = await settled()
        // Half a report might be taken for a whole one.
        return found === null ? saved() : [found]
      },
    }
  }
  const problems: string[] = []
  const reporter = rowOf(name)!.create(output, () => githubOptions(host, (problem) => problems.push(problem)))
  return {
    reporter,
    settled: () => Promise.resolve(null),
    save: async () => [...saved(), ...problems],
  }
}
