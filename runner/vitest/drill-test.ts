/** `drillTest`: registers a scenario with vitest. */
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, test } from 'vitest'
import { madeAt } from '../../core/drill/made-at.ts'
import type { Scenario } from '../../core/index.ts'
import { DEFAULT_SEED, seedsOf } from '../run-options.ts'
import { userFiles } from '../user-frame.ts'
import { aspectsOf } from './aspects.ts'
import { judgeAspect } from './judge-aspect.ts'
import { createTestDrill, GRACE_MS } from './thread-client.ts'

export interface DrillTestOptions {
  /** This very seed; with `seeds`, the stem of several, as on the command line. Default `seeddrill`. */
  readonly seed?: string
  /** How many seeds are drilled. Default 1. */
  readonly seeds?: number
  /** At most this many crash states are executed for the sweep of each seed. Default 2,000. */
  readonly states?: number
  /** Of each test, in milliseconds, as in vitest. Default: 30 seconds, and for each seed 20 more and 20 ms a state. */
  readonly timeout?: number
  /**
   * The file that exports the scenario: a path from the working directory, or an address (`import.meta.url` for a
   * scenario that the test file exports itself). Default: the file in which `scenario` was called.
   */
  readonly file?: string | URL
}

/** Its message is what the command line prints. */
export class DrillFailure extends Error {
  override readonly name = 'DrillFailure'
}

const DEFAULT_STATES = 2000
const BASE_MS = 30_000
const SEED_MS = 20_000
const STATE_MS = 20

/**
 * Registers `describe(scenario.name)` with a few tests that are the same for every scenario, one for each of its
 * invariants, and one for each property that its applications declare. The drill runs once, for all of them, when the
 * first of them runs: in a thread of its own, on the scenario's file as `seeddrill run` reads it. So fake timers, mocks
 * and aliases of the test do not reach it, and its tokens replay on the command line.
 *
 * A failure is told once, in one test; what lies behind it may show only when it is mended. A `sometimes` or `reachable`
 * property that never came true is skipped.
 * @throws TypeError or RangeError that names the option when it is none
 */
export function drillTest(scenario: Scenario, options: DrillTestOptions = {}): void {
  checkOptions(scenario, options)
  const place = new Error('drillTest')
  Error.captureStackTrace(place, drillTest)
  const { seed, seeds = 1, states, timeout = BASE_MS + seeds * (SEED_MS + (states ?? DEFAULT_STATES) * STATE_MS) } = options
  const drill = createTestDrill({
    scenario: scenario.name,
    files: filesOf(scenario, options),
    cwd: process.cwd(),
    seeds: seedsOf(options, seed ?? DEFAULT_SEED, seeds),
    states: states ?? null,
  })
  describe(scenario.name, () => {
    for (const aspect of aspectsOf(scenario))
      test(aspect.title, { timeout }, async ({ skip }) => {
        const verdict = judgeAspect(aspect, scenario, await drill.answer())
        if (verdict.says === 'skipped') skip(verdict.text)
        if (verdict.says === 'failed') throw failureAt(place, verdict.text)
      })
    afterAll(() => drill.close(), 2 * GRACE_MS)
  })
}

/** Points at the call of `drillTest`: where the drill failed inside, its text says. */
function failureAt(place: Error, text: string): DrillFailure {
  const failure = new DrillFailure(text)
  failure.stack = `${failure.name}: ${text}\n${(place.stack ?? '').split('\n').slice(1).join('\n')}`
  return failure
}

function filesOf(scenario: Scenario, { file }: DrillTestOptions): readonly string[] {
  if (file === undefined) return userFiles(madeAt(scenario) ?? '')
  const path = file instanceof URL || file.startsWith('file:') ? fileURLToPath(file) : file
  return [isAbsolute(path) ? path : resolve(path)]
}

function checkOptions(scenario: Scenario, options: DrillTestOptions): void {
  if (typeof scenario?.name !== 'string') throw new TypeError('drillTest: the first argument must be a scenario, see scenario()')
  for (const name of ['seeds', 'states', 'timeout'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      throw new RangeError(`drillTest(${scenario.name}): ${name} must be a whole number ≥ 1, got ${String(value)}`)
  }
}
