/**
 * Writes docs/findings.md: drills other people's code with fixed seeds, and tells what was found against what is promised.
 *
 *     npm run findings [-- name…]
 *
 * With names it prints those findings alone and writes nothing. Exits with 1 when a finding does not show.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { factsOf } from '../../dist/runner/load-scenario.js'
import { builtInCodeHash } from '../../dist/runner/code-hash.js'
import { runCase } from '../../dist/runner/run-case.js'
import { hostedDrills } from '../../dist/scenarios/hosted-scenarios.js'
import { sqliteDrills } from '../../dist/scenarios/sqlite-scenarios.js'
import { documentOf } from './document.mjs'

/** In these modes SQLite's pages warn of a corrupt file: that is what is shown, and not a lost transaction. */
const SQLITE = ['sqlite/persist-normal', 'sqlite/truncate-normal', 'sqlite/delete-normal']
const CORRUPT = ['silent-corruption', 'refuses-to-open']
/** The first of them that shows the finding is told. */
const SEEDS = Array.from({ length: 16 }, (_, index) => `findings-${index + 1}`)

const say = (line) => process.stderr.write(`${line}\n`)
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

const sqlite = sqliteDrills()
  .filter(({ scenario }) => SQLITE.includes(scenario.name))
  .map((drill) => ({ ...drill, expected: CORRUPT, package: '@sqlite.org/sqlite-wasm' }))
const hosted = hostedDrills().map((drill) => ({ ...drill, package: drill.contract?.package ?? null }))

const wanted = process.argv.slice(2)
const entries = []
for (const drill of [...hosted, ...sqlite]) {
  if (wanted.length > 0 && !wanted.includes(drill.scenario.name)) continue
  const version = drill.package === null ? null : manifest.devDependencies[drill.package]
  entries.push({ ...drill, version, found: drill.expected === null ? null : await find(drill) })
}
const text = documentOf(entries)
if (wanted.length > 0) process.stdout.write(text)
else writeFileSync(new URL('../../docs/findings.md', import.meta.url), text)
const missing = entries.filter(({ expected, found }) => expected !== null && found === null)
for (const { scenario } of missing) say(`findings: ${scenario.name} shows nothing with ${SEEDS.length} seeds`)
process.exitCode = missing.length === 0 ? 0 : 1

/** The first failure with a verdict that is expected; null when no seed shows one. */
async function find({ scenario, expected }) {
  const ref = { name: scenario.name, bundle: null, file: null, codeHash: builtInCodeHash(factsOf(scenario).programs) }
  for (const seed of SEEDS) {
    const report = await runCase(
      { case: 0, scenario: ref, seed, stateBudget: null, shrinkAttempts: null, freshRealm: false, checkDeterminism: false, stopAtVerdicts: expected },
      { onProgress: () => {}, stop: new Int32Array(1) },
    )
    const failure = report.failures.find(({ verdict }) => expected.includes(verdict))
    say(`${scenario.name} ${seed}: ${failure ? failure.verdict : report.outcome}`)
    if (failure) return { seed, failure }
  }
  return null
}
