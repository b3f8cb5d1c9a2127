/** Runs all cases with the Node that it is started with, on the built package, and writes one line of JSON for each. */
import { createHash } from 'node:crypto'
import process from 'node:process'
import { drill } from '../../dist/core/index.js'
import { runHistory, USUAL_STRATEGIES } from '../../dist/core/drill/estate/index.js'
import { loadScenario } from '../../dist/runner/load-scenario.js'
import { ordersEstate } from '../../dist/scenarios/orders-estate.js'
import { CASES, nameOf } from './cases.mjs'

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
