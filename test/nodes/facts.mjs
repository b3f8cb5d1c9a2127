/** Runs all cases with the Node that it is started with, on the built package, and writes one line of JSON for each. */
import { createHash } from 'node:crypto'
import process from 'node:process'
import { CASES, nameOf } from './cases.mjs'

// By address: the build is no part of the repository.
const built = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href)

const { drill } = await built('core/index.js')
const { runHistory, USUAL_STRATEGIES } = await built('core/drill/estate/index.js')
const { loadScenario } = await built('runner/load-scenario.js')
const { ordersEstate } = await built('scenarios/orders-estate.js')

const digest = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

const KINDS = {
  async drill({ scenario: name, seed, states }) {
    const scenario = await loadScenario({ name, bundle: null, file: null, codeHash: '' })
    const result = await drill(scenario, { seed, stateBudget: states, shrinkAttempts: 20 })
    const { traceHash, stateHash, sweepHash, status, crashStates, failures } = result
    const found = failures.map(({ verdict, fingerprint }) => `${verdict} ${fingerprint}`).join(', ')
    // Everything that is told, down to the words: plans, timelines, causes and pictures.
    return { traceHash, stateHash, sweepHash, status, checked: crashStates.checked, found, all: digest(result) }
  },
  async history({ seed }) {
    const outcomes = await runHistory(ordersEstate, USUAL_STRATEGIES, { seed })
    return { outcomes: outcomes.length, recovered: outcomes.filter(({ recovered }) => recovered).length, all: digest(outcomes) }
  },
}

for (const each of CASES) {
  const facts = await KINDS[each.kind](each)
  process.stdout.write(`${JSON.stringify({ name: nameOf(each), facts })}\n`)
}
