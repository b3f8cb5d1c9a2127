/**
 * Plants the faults of `mutants.mjs` in a copy of core, one at a time, and expects the tests to notice each.
 *
 *     node test/mutants/run.mjs [--json] [id…]
 *
 * Exits with 0 when all were killed, 1 when one survived or no longer applies, 2 for an unknown id. Progress
 * goes to the error stream, the table (or JSON) to the output.
 */
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { Laboratory } from './laboratory.mjs'
import { MUTANTS } from './mutants.mjs'

const AT_ONCE = 2

const say = (line) => process.stderr.write(`${line}\n`)

const WORDS = {
  killed: ({ by }) => `killed by "${by}"`,
  'timed-out': () => 'killed by the time limit: the tests hang',
  survived: () => 'SURVIVED',
  broken: ({ by }) => `BROKEN: the tests do not run: ${String(by).split('\n')[0]}`,
  'does-not-apply': ({ mutant }) => `DOES NOT APPLY: its text is not exactly once in ${mutant.file}`,
}

const KILLED = new Set(['killed', 'timed-out'])

function chosenMutants(ids) {
  const unknown = ids.find((id) => !MUTANTS.some((mutant) => mutant.id === id))
  if (unknown !== undefined) {
    say(`mutants: there is no mutant ${unknown}; there are: ${MUTANTS.map(({ id }) => id).join(', ')}`)
    process.exit(2)
  }
  return ids.length === 0 ? MUTANTS : MUTANTS.filter(({ id }) => ids.includes(id))
}

/** The tests must pass without a fault, or what they say of faults means nothing. */
async function checkSound(laboratory, mutants) {
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))]
  say(`${mutants.length} mutants; first ${tests.length} test files without any`)
  const { benches } = laboratory
  const shares = benches.map((_, bench) => tests.filter((_test, index) => index % benches.length === bench))
  const results = await Promise.all(benches.map((bench, index) =>
    shares[index].length === 0 ? { outcome: 'survived' } : laboratory.runTests(bench, shares[index])))
  const failed = results.find(({ outcome }) => outcome !== 'survived')
  if (failed) say(`mutants: the tests fail without any mutant (${failed.outcome}): ${failed.by}`)
  return !failed
}

async function tryAll(laboratory, mutants) {
  const results = []
  const waiting = mutants.map((mutant, index) => ({ mutant, index }))
  await Promise.all(laboratory.benches.map(async (bench) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { mutant, index } = next
      const started = performance.now()
      const tried = await laboratory.tryOut(bench, mutant)
      const result = { mutant, ...tried, ms: Math.round(performance.now() - started) }
      results[index] = result
      const done = `${results.filter(Boolean).length}/${mutants.length}`
      say(`${done} ${mutant.id}: ${WORDS[result.outcome](result)} (${result.ms} ms)`)
    }
  }))
  return results
}

function report(results, asJson) {
  if (asJson) {
    const mutants = results.map(({ mutant: { id, file }, outcome, by, ms }) => ({ id, file, outcome, by, ms }))
    const killed = results.filter(({ outcome }) => KILLED.has(outcome)).length
    return `${JSON.stringify({ v: 1, mutants, totals: { mutants: results.length, killed } }, null, 2)}\n`
  }
  const width = Math.max(...results.map(({ mutant }) => mutant.id.length))
  return results.map((result) => `${result.mutant.id.padEnd(width)}  ${WORDS[result.outcome](result)}\n`).join('')
}

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const mutants = chosenMutants(positionals)
const laboratory = new Laboratory(AT_ONCE)
process.once('exit', () => laboratory.close())
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => process.exit(code))

process.exitCode = 1
if (await checkSound(laboratory, mutants)) {
  const results = await tryAll(laboratory, mutants)
  process.stdout.write(report(results, values.json))
  if (results.every(({ outcome }) => KILLED.has(outcome))) process.exitCode = 0
}
