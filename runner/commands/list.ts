/** `seeddrill list`: what can be run. */
import { createColors } from 'picocolors'
import type { Colors } from 'picocolors/types.js'
import { openCatalog } from '../catalog.ts'
import type { CatalogEntry } from '../catalog.ts'
import type { Host } from '../host.ts'
import { isFilePattern } from '../scenario-files.ts'
import { projectPatterns } from '../run-request.ts'
import { expandPatterns } from '../settings/patterns.ts'
import { selectScenarios } from '../select.ts'
import { wantsColors } from '../terminal.ts'

export interface ListFlags {
  readonly json?: boolean
  readonly color: boolean
}

const KIND_TITLES = { suite: 'built in', engine: 'real engines and packages', recovery: 'disaster recovery', file: 'in your files', planted: 'planted defects, each to be found', twin: 'their correct twins' } as const

/** @returns the exit code */
export async function listCommand(patterns: readonly string[], { json, color }: ListFlags, host: Host): Promise<number> {
  const wanted = patterns.length === 0 ? await projectPatterns(host) : expandPatterns(patterns, host.cwd, host.cwd, null)
  const catalog = await openCatalog(wanted.filter(isFilePattern), host.cwd, patterns.length === 0 ? null : wanted)
  try {
    const entries = patterns.length === 0 ? catalog.entries : selectScenarios(catalog.entries, wanted, null)
    const text = json ? JSON.stringify(documentOf(entries), null, 2) : listing(entries, createColors(wantsColors(host, color)))
    host.stdout.write(`${text}\n`)
    return 0
  } finally {
    catalog.close()
  }
}

/** `docs/schemas/list.schema.json` describes it. */
function documentOf(entries: readonly CatalogEntry[]) {
  const scenarios = entries.map(({ kind, ref, facts, expects, because, summary }) => ({
    name: ref.name,
    kind,
    file: ref.file,
    codeHash: ref.codeHash,
    machines: facts.machines,
    durability: facts.durability,
    faults: facts.faults,
    expects,
    because,
    summary,
  }))
  return { v: 1, scenarios }
}

function listing(entries: readonly CatalogEntry[], colors: Colors): string {
  const width = Math.max(...entries.map(({ ref }) => ref.name.length))
  const kinds = Object.keys(KIND_TITLES) as (keyof typeof KIND_TITLES)[]
  return kinds
    .map((kind) => ({ title: KIND_TITLES[kind], rows: entries.filter((entry) => entry.kind === kind) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => [colors.dim(title), ...rows.map((entry) => `  ${row(entry, width, colors)}`)].join('\n'))
    .join('\n\n')
}

function row({ ref, facts, expects, summary }: CatalogEntry, width: number, colors: Colors): string {
  const machines = Object.entries(facts.machines).map(([machine, app]) => `${machine}: ${app}`).join(', ')
  const about = expects ? `${expects.join(' or ')}: ${summary}` : `${machines} · durability ${facts.durability}`
  return `${ref.name.padEnd(width)}  ${colors.dim(about)}`
}
