/** The text of docs/findings.md. */
const HEAD = `# Findings in other people's code

Drills of npm packages and of SQLite, each held to what its own documentation promises. Written by \`npm run findings\`, with fixed seeds; every token replays.

How to read it:

- A drill **passes** when the package keeps what its documentation promises, on the file system named beside it. It was looked for in some hundreds of crash states a seed; that is no proof.
- A **witness** shows something that the documentation does *not* promise, and that a reader may expect all the same. It is not a defect of the package.
- A **finding** shows a state in which a promise does not hold as we read it. Where the documentation leaves room for another reading, the doubt is stated.
- The file system is a model: \`ext4\` is ext4 as it is mounted by default; \`ext4-noauto\` is mounted with \`noauto_da_alloc\`, without the help for programs that replace files carelessly; \`posix\` does only what POSIX promises.
- The seeds were chosen: of each drill the first of up to 16 that shows its verdict, and drills that showed none were left out. How often a verdict shows says nothing here.
`

/** @param causeLines tells the cause of a failure, in lines */
export function documentOf(entries, causeLines) {
  return `${[HEAD, table(entries), ...entries.filter(({ found }) => found).map((entry) => section(entry, causeLines(entry.found.failure.cause)))].join('\n')}`
}

const kindOf = ({ contract, expected }) =>
  expected === null ? 'passes' : contract === null ? 'known-bad' : contract.promises && expected.includes('refuses-to-open') ? 'finding' : 'witness'

const shownTitle = ({ package: name, version }) => (name === null ? 'A program of our own' : `${name} ${version}`)
const titleOf = ({ package: name, version }) => (name === null ? 'a program of our own' : `${name} ${version}`)

function mountOf({ scenario }) {
  const [app] = Object.values(scenario.machines)
  return app.fileSystems.disk.mount ?? 'ext4'
}

function table(entries) {
  const rows = entries.map((entry) =>
    `| \`${entry.scenario.name}\` | ${titleOf(entry)} | \`${mountOf(entry)}\` | ${entry.summary} | ${kindOf(entry)}${entry.found ? `: ${entry.found.failure.verdict}` : ''} |`)
  return `${['| drill | of | file system | what it does | result |', '|---|---|---|---|---|', ...rows].join('\n')}\n`
}

function section(entry, cause) {
  const { scenario, found, summary } = entry
  const { failure, seed } = found
  return `## ${scenario.name}

${shownTitle(entry)} on \`${mountOf(entry)}\`: ${summary}. A ${kindOf(entry)}: **${failure.verdict}** (${failure.meaning}), with seed \`${seed}\`.

${promises(entry.contract)}
\`\`\`
${failure.message}
${cause.join('\n')}

${failure.timeline.join('\n')}
\`\`\`

\`\`\`sh
npx ${failure.replay}
\`\`\`
`
}

function promises(contract) {
  if (contract === null) return 'It promises nothing; it is here to show what such programs lose.\n'
  if (contract.sources) return `What is promised: ${contract.sources.map(({ page, says }) => `${says} ([source](${page}))`).join('; ')}.\n`
  const doubt = contract.doubt === null ? '' : ` A doubt: ${contract.doubt}.`
  return `What is promised: ${contract.promises} ([README](${contract.page})). What is not: ${contract.permits}.${doubt}\n`
}
