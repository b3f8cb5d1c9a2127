/** `seeddrill list`: what can be run. */
import { createColors } from 'picocolors'
import type { Colors } from 'picocolors/types.js'
import { openCatalog } from '../catalog.ts'
import type { CatalogEntry } from '../catalog.ts'
import { builtInCodeHash } from '../code-hash.ts'
import { zooCases } from '../estates/load-estate.ts'
import type { Host } from '../host.ts'
import { factsOf } from '../load-scenario.ts'
import { pathHint } from '../path-hint.ts'
import { filesToOpen, projectPatterns } from '../run-request.ts'
import { isFilePattern } from '../scenario-files.ts'
import { expandPatterns } from '../settings/patterns.ts'
import { selectScenarios } from '../select.ts'
import { wantsColors } from '../terminal.ts'
import { writeText } from '../write-text.ts'

export interface ListFlags {
  readonly json?: boolean
  readonly color: boolean
}

type Listed = Omit<CatalogEntry, 'kind'> & { readonly kind: CatalogEntry['kind'] | 'planted-estate' | 'twin-estate' }

const KIND_TITLES = { 
  suite: 'built in',
  engine: 'real engines and packages',
  recovery: 'disaster recovery',
  file: 'in your files',
  planted: 'planted defects, each to be found',
  twin: 'their correct twins',
  'planted-estate': 'planted defects of estates, for zoo and compare',
  'twin-estate': 'their correct twins, for compare',
} as const satisfies Record<Listed['kind'], string>

/** @returns the exit code */
export async function listCommand(patterns: readonly string[], { json, color }: ListFlags, host: Host): Promise<number> {
  const named = patterns.length > 0
  const wanted = named ? expandPatterns(patterns, host.cwd, host.cwd, null) : await projectPatterns(host)
  const files = named ? await filesToOpen(wanted, host) : wanted.filter(isFilePattern)
  const catalog = await openCatalog(files, host.cwd, named ? wanted : null)
  try {
    const all: readonly Listed[] = [...catalog.entries, ...(await estateEntries())]
    const entries = named ? selectScenarios(all, wanted, null, (text) => pathHint(text, host.cwd)) : all
    if (json) host.stdout.write(`${JSON.stringify(documentOf(entries), null, 2)}\n`)
    else writeText(host, `${listing(entries, createColors(wantsColors(host, color)))}\n`)
    return 0
  } finally {
    catalog.close()
  }
}

async function estateEntries(): Promise<readonly Listed[]> {
  return (await zooCases()).map(({ estate: { name, scenario }, kind, summary, expects }): Listed => {
    const facts = factsOf(scenario)
    const ref = { name, bundle: null, file: null, codeHash: builtInCodeHash(facts.programs) }
    return { kind: `${kind}-estate`, ref, facts, expects, because: expects && 'planted', summary }
  })
}

/** `docs/schemas/list.schema.json` describes it. */
function documentOf(entries: readonly Listed[]) {
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

function listing(entries: readonly Listed[], colors: Colors): string {
  const width = Math.max(...entries.map(({ ref }) => ref.name.length))
  const kinds = Object.keys(KIND_TITLES) as (keyof typeof KIND_TITLES)[]
  return kinds
    .map((kind) => ({ title: KIND_TITLES[kind], rows: entries.filter((entry) => entry.kind === kind) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => [colors.dim(title), ...rows.map((entry) => `  ${row(entry, width, colors)}`)].join('\n'))
    .join('\n\n')
}

function row({ ref, facts, expects, summary }: Listed, width: number, colors: Colors): string {
  const machines = Object.entries(facts.machines).map(([machine, app]) => `${machine}: ${app}`).join(', ')
  const about = expects ? `${expects.join(' or ')}: ${summary}` : `${machines} · durability ${facts.durability}`
  return `${ref.name.padEnd(width)}  ${colors.dim(about)}`
}
