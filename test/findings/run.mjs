/**
 * Writes docs/findings.md: drills other people's code with fixed seeds, and tells what was found against what is promised.
 *
 *     npm run findings [-- name…]
 *
 * With names it prints those findings alone and writes nothing. Exits with 1 when a finding does not show.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { documentOf } from './document.mjs'

// Lines are those of the sources.
process.setSourceMapsEnabled(true)

// As the command that is installed runs it: tokens carry the hash of the built code.
const built = (path) => import(new URL(`../../dist/${path}.js`, import.meta.url).href)
const { factsOf } = await built('runner/load-scenario')
const { builtInCodeHash } = await built('runner/code-hash')
const { runCase } = await built('runner/run-case')
const { hostedDrills } = await built('scenarios/hosted-scenarios')
const { sqliteDrills } = await built('scenarios/sqlite-scenarios')
const { causeLines } = await built('reports/cause-lines')

/** Of SQLite two that its pages speak of, with the verdicts that show it. */
const SQLITE = {
  'sqlite/persist-normal': ['order-hole', 'partial-transaction', 'wrong-data', 'silent-corruption', 'refuses-to-open'],
  'sqlite/wal-normal/acknowledged': ['lost-ack'],
}
/** The first of them that shows the finding is told. */
const SEEDS = Array.from({ length: 16 }, (_, index) => `findings-${index + 1}`)

/** Seeds that are tried for a simpler failure than the first. */
const PATIENCE = 4

const say = (line) => process.stderr.write(`${line}\n`)
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

const sqlite = sqliteDrills()
  .filter(({ scenario }) => Object.hasOwn(SQLITE, scenario.name))
  .map((drill) => ({ ...drill, expected: SQLITE[drill.scenario.name], package: '@sqlite.org/sqlite-wasm' }))
const hosted = hostedDrills().map((drill) => ({ ...drill, package: drill.contract?.package ?? null }))

const wanted = process.argv.slice(2)
const entries = []
for (const drill of [...hosted, ...sqlite]) {
  if (wanted.length > 0 && !wanted.includes(drill.scenario.name)) continue
  const version = drill.package === null ? null : manifest.devDependencies[drill.package]
  entries.push({ ...drill, version, found: drill.expected === null ? null : await find(drill) })
}
const text = documentOf(entries, causeLines)
if (wanted.length > 0) process.stdout.write(text)
else writeFileSync(new URL('../../docs/findings.md', import.meta.url), text)
const missing = entries.filter(({ expected, found }) => expected !== null && found === null)
for (const { scenario } of missing) say(`findings: ${scenario.name} shows nothing with ${SEEDS.length} seeds`)
process.exitCode = missing.length === 0 ? 0 : 1

/** The first failure with a verdict that is expected, after a single crash if one of a few seeds shows that; null when no seed shows any. */
async function find({ scenario, expected }) {
  const ref = { name: scenario.name, bundle: null, file: null, codeHash: builtInCodeHash(factsOf(scenario).programs) }
  let second = null
  for (const [index, seed] of SEEDS.entries()) {
    if (second && index >= PATIENCE) break
    const report = await runCase(
      { case: 0, scenario: ref, seed, stateBudget: null, shrinkAttempts: null, freshRealm: false, checkDeterminism: false, stopAtVerdicts: expected },
      { onProgress: () => {}, stop: new Int32Array(1) },
    )
    const failure = report.failures.find(({ verdict }) => expected.includes(verdict))
    say(`${scenario.name} ${seed}: ${failure ? failure.verdict : report.outcome}`)
    if (failure && !failure.crash.then) return { seed, failure }
    if (failure) second ??= { seed, failure }
  }
  return second
}
