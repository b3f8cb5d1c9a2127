/** Picks scenarios by what was written on the command line. */
import { isFilePattern } from './scenario-files.ts'
import { suggestion, UsageError } from './usage-error.ts'

/** Planted defects and their correct twins, which answer to nothing else; a whole name is that scenario alone. */
export const isOfZoo = (pattern: string): boolean => pattern.startsWith('zoo/')

/** What selecting looks at. */
interface Selectable {
  readonly kind: string
  readonly ref: { readonly name: string; readonly file: string | null }
}

/** What a demonstration runs: the suite, and five planted defects of five kinds. */
export const DEMO_PATTERNS: readonly string[] = [
  '*', 'zoo/ack-before-flush', 'zoo/wal-no-checksum', 'zoo/torn-tail-fatal', 'zoo/data-before-log', 'zoo/ungrouped-snapshot',
]

/**
 * Each pattern adds what it names: a file all its scenarios, anything else the scenarios whose name
 * contains it or, with `*` and `?`, matches it whole. Planted defects and their twins only answer to patterns
 * that begin with `zoo/`, and a whole name is that scenario alone. No pattern: the suite. The order is that of the catalog.
 * @param hint what else a text may be that names nothing, as `; it is …`; empty: nobody knows
 * @throws UsageError when a pattern or the filter leaves nothing
 */
export function selectScenarios<Entry extends Selectable>(
  entries: readonly Entry[],
  patterns: readonly string[],
  filter: RegExp | null,
  hint: (text: string) => string,
): readonly Entry[] {
  const named = patterns.length === 0 ? entries.filter(({ kind }) => kind === 'suite') : matching(entries, patterns, hint)
  const selected = named.filter(({ ref }) => filter === null || filter.test(ref.name))
  if (selected.length > 0) return selected
  throw new UsageError(`nothing matched the filter ${filter}; see seeddrill list`, 'nothing-matched')
}

function matching<Entry extends Selectable>(entries: readonly Entry[], patterns: readonly string[], hint: (text: string) => string): readonly Entry[] {
  const chosen = new Set(patterns.flatMap((pattern) => matches(entries, pattern, hint)))
  return entries.filter((entry) => chosen.has(entry))
}

function matches<Entry extends Selectable>(entries: readonly Entry[], pattern: string, hint: (text: string) => string): readonly Entry[] {
  const inZoo = isOfZoo(pattern)
  const names = inZoo ? entries : entries.filter(({ kind }) => !/^(planted|twin)/.test(kind))
  const found = isFilePattern(pattern)
    ? entries.filter(({ ref }) => ref.file === pattern)
    : names.filter(({ ref }) => nameMatches(ref.name, pattern))
  const whole = inZoo ? found.filter(({ ref }) => ref.name === pattern) : []
  if (whole.length > 0) return whole
  if (found.length > 0) return found
  if (isGlob(pattern)) throw new UsageError(`nothing matched ${pattern}; see seeddrill list`, 'nothing-matched')
  const near = hint(pattern) || suggestion(pattern, names.map(({ ref }) => ref.name)) || '; see seeddrill list'
  throw new UsageError(`unknown scenario ${pattern}${near}`)
}

const isGlob = (pattern: string): boolean => /[*?]/.test(pattern)

function nameMatches(name: string, pattern: string): boolean {
  if (!isGlob(pattern)) return name.includes(pattern)
  const source = pattern.replace(/[\\^$.|+()[\]{}]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'su').test(name)
}
