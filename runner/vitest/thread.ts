/**
 * The thread behind `thread-client.ts`: finds the scenario as the command line does, in a bundle of its file, and drills
 * it. So its code hash is the one of `seeddrill replay`, and neither the timers, mocks and transforms of a test reach it,
 * nor its traps the test.
 */
import { relative } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { findByName, openCatalog } from '../catalog.ts'
import type { CaseReport, ScenarioRef } from '../order.ts'
import { quietConsole } from '../quiet-console.ts'
import { runCase } from '../run-case.ts'
import { loadScenarioFiles } from '../scenario-files.ts'
import { messageOf, UsageError } from '../usage-error.ts'
import type { TestAnswer, TestOrder } from './order.ts'

interface Found {
  readonly ref: ScenarioRef
  close(): void
}

async function findScenario({ scenario, files, cwd }: TestOrder): Promise<Found> {
  if (files.length === 0) {
    const { entries, close } = await openCatalog([], cwd, [scenario])
    return { ref: findByName(entries, scenario).ref, close }
  }
  const problems: string[] = []
  for (const file of files) {
    const found = await lookInto(file, scenario, cwd)
    if (typeof found !== 'string') return found
    problems.push(found)
  }
  throw new UsageError(problems.join('\n'))
}

/** What it is instead of being found, as a sentence. */
async function lookInto(file: string, scenario: string, cwd: string): Promise<Found | string> {
  const name = relative(cwd, file)
  const advice = 'a drill and its replay read the scenario from its file: export it, best from a file of its own'
  try {
    const { scenarios, close } = await loadScenarioFiles([name], cwd)
    const found = scenarios.find(({ ref }) => ref.name === scenario)
    if (found) return { ref: found.ref, close }
    close()
    return `${name} exports no scenario ${scenario}; ${advice}`
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return / exports no scenario/.test(error.message) ? `${name} exports no scenario; ${advice}` : error.message
  }
}

async function drillAll(order: TestOrder): Promise<readonly CaseReport[]> {
  const { ref, close } = await findScenario(order)
  try {
    const reports: CaseReport[] = []
    for (const [index, seed] of order.seeds.entries()) {
      if (Atomics.load(order.stop, 0) !== 0) break
      const of = { case: index, scenario: ref, seed, stateBudget: order.states, shrinkAttempts: null, freshRealm: index === 0, checkDeterminism: false }
      reports.push(await runCase(of, { stop: order.stop, onProgress: () => {} }))
    }
    return reports
  } finally {
    close()
  }
}

async function answer(order: TestOrder): Promise<TestAnswer> {
  try {
    return { ok: true, reports: await drillAll(order) }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}

process.setSourceMapsEnabled(true)
quietConsole()
parentPort!.postMessage(await answer(workerData as TestOrder))
