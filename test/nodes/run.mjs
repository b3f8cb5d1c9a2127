/**
 * Runs the same drills and the same history under several versions of Node, and compares every hash and every word.
 *
 *     npm run check:nodes
 *
 * Exits with 0 when all versions agree, 1 when two differ or fail, 3 when there were fewer than two to compare.
 */
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { firstDifference } from './compare.mjs'
import { nodeOf, VERSIONS } from './nodes.mjs'

const FACTS = fileURLToPath(new URL('facts.mjs', import.meta.url))
const MOST_OUTPUT_BYTES = 1 << 26

const say = (line) => process.stdout.write(`${line}\n`)

function runUnder(version) {
  const node = nodeOf(version)
  if ('problem' in node) {
    say(`Node ${version}: skipped, ${node.problem}`)
    return []
  }
  const start = performance.now()
  const env = { ...process.env, NODE_OPTIONS: '' }
  const { status, stdout, stderr } = spawnSync(node.path, [FACTS], { encoding: 'utf8', env, maxBuffer: MOST_OUTPUT_BYTES })
  if (status !== 0) {
    say(`Node ${version}: failed\n${stderr}`)
    process.exitCode = 1
    return []
  }
  const rows = stdout.trim().split('\n').map((line) => JSON.parse(line))
  say(`Node ${version}: ${rows.length} cases in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  return [{ version, rows }]
}

const runs = VERSIONS.flatMap(runUnder)
if (runs.length > 0)
  for (const { name, facts } of runs[0].rows)
    say(`  ${name.padEnd(52)} ${Object.entries(facts).map(([field, value]) => `${field} ${value}`).join(' · ')}`)

if (runs.length < 2) {
  say('fewer than two versions of Node: nothing was compared')
  process.exitCode ||= 3
} else {
  const difference = firstDifference(runs)
  say(difference ?? `equal in everything: Node ${runs.map(({ version }) => version).join(', ')}`)
  if (difference !== null) process.exitCode = 1
}
