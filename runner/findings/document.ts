/** The text of docs/findings.md. */
import { causeLines } from '../../reports/index.ts'
import type { Found } from './find.ts'
import { KINDS } from './finding-drill.ts'
import type { FindingDrill } from './finding-drill.ts'

export interface FindingEntry extends FindingDrill {
  /** Null where it passes. */
  readonly found: Found | null
}

const HEAD = `# Findings in other people's code

Drills of npm packages and of SQLite, each held to what its own documentation promises. Written by \`npm run findings\`, with fixed seeds; every token replays.

How to read it:

- A drill **passes** when the package keeps what its documentation promises, on the file system named beside it. It was looked for in some hundreds of crash states a seed; that is no proof.
- A **witness** shows something that the documentation does *not* promise, and that a reader may expect all the same. It is not a defect of the package.
- A **finding** shows a state in which a promise does not hold as we read it. Where the documentation leaves room for another reading, the doubt is stated.
- The file system is a model: \`ext4\` is ext4 as it is mounted by default; \`ext4-noauto\` is mounted with \`noauto_da_alloc\`, without the help for programs that replace files carelessly; \`posix\` does only what POSIX promises.
- The seeds were chosen: of each drill the first of up to 16 that shows its verdict, and drills that showed none were left out. How often a verdict shows says nothing here.
`

const OUR_OWN = 'a program of our own'

/** A table of all drills, then a section for each failure. */
export function documentOf(entries: readonly FindingEntry[]): string {
  return [HEAD, table(entries), ...entries.flatMap((entry) => (entry.found ? [section(entry, entry.found)] : []))].join('\n')
}

function table(entries: readonly FindingEntry[]): string {
  const rows = entries.map((entry) => {
    const { scenario, subject, mount, summary, found } = entry
    const result = found ? `${kindOf(entry)}: ${found.failure.verdict}` : kindOf(entry)
    return `| \`${scenario.name}\` | ${subject ?? OUR_OWN} | \`${mount}\` | ${summary} | ${result} |`
  })
  return `${['| drill | of | file system | what it does | result |', '|---|---|---|---|---|', ...rows].join('\n')}\n`
}

function section(entry: FindingEntry, { seed, failure }: Found): string {
  const { scenario, subject, mount, summary, promise } = entry
  return `## ${scenario.name}

${subject ?? upperFirst(OUR_OWN)} on \`${mount}\`: ${summary}. A ${kindOf(entry)}: **${failure.verdict}** (${failure.meaning}), with seed \`${seed}\`.

${promise}

\`\`\`
${[failure.message, ...causeLines(failure.cause)].join('\n')}

${failure.timeline.join('\n')}
\`\`\`

\`\`\`sh
npx ${failure.replay}
\`\`\`
`
}

function kindOf({ because }: FindingDrill): string {
  return because === null ? 'passes' : KINDS[because]
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
