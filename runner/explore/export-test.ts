/** A branch as a test of its own: it fails as long as the branch does, and passes once the application is mended; of one that recovers, it holds on to that. */
import { dirname, relative, resolve, sep } from 'node:path'
import type { Branch } from '../../core/drill/explore/branch.ts'
import { plain, wrapped } from '../../reports/index.ts'
import type { CatalogEntry } from '../catalog.ts'
import { openRealm } from '../realm-client.ts'
import { UsageError } from '../usage-error.ts'
import { payloadOf } from './told-failure.ts'
import { writeNewFile } from './write-new-file.ts'

/** Of a token in a line of code: longer lines are cut in pieces. */
const TOKEN_COLUMNS = 110
const COMMENT_COLUMNS = 110
const MOST_MESSAGE_LINES = 4
const TIMEOUT_MS = 60_000

/**
 * @param file where it is written, from `cwd`
 * @throws UsageError when the scenario cannot be imported by a test, or the file is there already
 */
export async function exportTest({ ref, kind }: Pick<CatalogEntry, 'ref' | 'kind'>, branch: Branch, file: string, cwd: string): Promise<void> {
  payloadOf(branch)
  const lines = ref.bundle === null ? builtInLines(kind, ref.name) : await importLines(ref.bundle, ref.name, pathFrom(resolve(cwd, file), resolve(cwd, ref.file!)))
  writeNewFile(file, cwd, testText(lines, ref.name, branch))
}

/** @param lines that import or find `scenario` */
export function testText({ imports, finds }: ScenarioLines, name: string, { title, verdict, message, timeline, token }: Branch): string {
  const pieces = token!.match(new RegExp(`.{1,${TOKEN_COLUMNS}}`, 'g')) ?? []
  return [
    `// ${plain(title)}`,
    ...wrapped(`found: ${verdict}, ${plain(message)}`, COMMENT_COLUMNS, MOST_MESSAGE_LINES).map((line) => `// ${line}`),
    '//',
    ...timeline.map((line) => `// ${plain(line)}`.trimEnd()),
    ...imports,
    "import { expect, test } from 'vitest'",
    '',
    ...finds,
    '// The plan, the crash and what was found; seeddrill replay shows it, and seeddrill explore opens it.',
    `const TOKEN =\n${pieces.map((piece) => `  '${piece}'`).join(' +\n')}`,
    '',
    `test(${quoted(`${name}: ${plain(title)}`)}, async () => {`,
    '  const decoded = decodeToken(TOKEN)',
    '  if (!decoded.ok) throw new Error(decoded.message)',
    '  const { outcome, message, timeline } = await replay(scenario, decoded.payload)',
    `  expect(outcome, [message, ...timeline].join('\\n')).toBe(${quoted(verdict === 'ok' ? 'still-recovers' : 'no-longer-fails')})`,
    `}, ${TIMEOUT_MS.toLocaleString('en').replace(',', '_')})`,
    '',
  ].join('\n')
}

export interface ScenarioLines {
  readonly imports: readonly string[]
  readonly finds: readonly string[]
}

const OURS = "import { decodeToken, replay } from 'seeddrill'"
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

async function importLines(bundle: string, name: string, path: string): Promise<ScenarioLines> {
  const realm = openRealm()
  try {
    const exported = await realm.exportOf(bundle, name)
    if (exported === null) throw new UsageError(`${name} is exported in a list: export it by a name of its own, and a test can import it`)
    const what = exported === 'default' ? 'scenario' : exported === 'scenario' ? '{ scenario }' : `{ ${exported} as scenario }`
    return { imports: [OURS, `import ${what} from ${quoted(path)}`], finds: [] }
  } finally {
    await realm.close()
  }
}

/** Of the list of `seeddrill/apps` that holds the scenario. */
const LISTS: Readonly<Partial<Record<CatalogEntry['kind'], { readonly list: string; readonly scenarios: string }>>> = {
  suite: { list: 'suite', scenarios: 'suite' },
  planted: { list: 'canary, zoo', scenarios: '[canary.scenario, ...zoo.map(({ bug }) => bug)]' },
  twin: { list: 'zoo', scenarios: 'zoo.map(({ twin }) => twin)' },
}

function builtInLines(kind: CatalogEntry['kind'], name: string): ScenarioLines {
  const row = LISTS[kind]
  if (!row) throw new UsageError(`${name} comes with the package and is not exported by it; its token replays with seeddrill replay`)
  return {
    imports: [OURS, `import { ${row.list} } from 'seeddrill/apps'`],
    finds: [`const scenario = ${row.scenarios}.find(({ name }) => name === ${quoted(name)})!`, ''],
  }
}

function pathFrom(test: string, scenario: string): string {
  const path = relative(dirname(test), scenario).replaceAll(sep, '/')
  return path.startsWith('.') ? path : `./${path}`
}
