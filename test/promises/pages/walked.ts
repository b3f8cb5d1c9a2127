/** Walks through the explorer without a terminal: its state, its views, and a real engine in this very thread. */
import { createColors } from 'picocolors'
import { createEngine } from '../../../core/drill/explore/index.ts'
import type { Engine } from '../../../core/drill/explore/index.ts'
import { generatePlan } from '../../../core/index.ts'
import type { Action } from '../../../runner/explore/actions.ts'
import type { DeedName } from '../../../runner/explore/host.ts'
import { reduce } from '../../../runner/explore/reduce.ts'
import { begin } from '../../../runner/explore/state.ts'
import type { Effect, ExplorerState, Outcome } from '../../../runner/explore/state.ts'
import { explorerFrame } from '../../../runner/explore/views/frame.ts'
import { loadScenario } from '../../../runner/load-scenario.ts'
import { UNICODE } from '../../../runner/tui/glyphs.ts'
import { paletteOf } from '../../../runner/tui/palette.ts'
import type { Style } from '../../../runner/tui/row.ts'
import { applicationFrame } from '../../../runner/user-frame.ts'
import { inRepository } from './markdown.ts'
import { SIZE } from './walks.ts'
import type { Walk } from './walks.ts'

const PLAIN: Style = { palette: paletteOf(createColors(false)), glyphs: UNICODE }
/** The screens do not show it. */
const CODE_HASH = 'screens'
/** What a person can do with what is around the explorer. */
const DEEDS: readonly DeedName[] = ['copy', 'save', 'exportTest', 'openHtml', 'exportPerfetto']

/** @returns the screens that are kept, by their names, in their order */
export async function walked({ scenario: name, seed, steps }: Walk): Promise<ReadonlyMap<string, string>> {
  const scenario = await loadScenario({ name, bundle: null, file: null, codeHash: CODE_HASH })
  const engine = await createEngine(scenario, { plan: generatePlan(scenario, seed) }, { codeHash: CODE_HASH, locate: applicationFrame(inRepository('.')) })
  const screens = new Map<string, string>()
  let state = await settledIn(begin(engine.opened, DEEDS), engine)
  for (const { keys, screen } of steps) {
    for (const key of keys) state = await settledIn(reduce(state, { type: 'key', key }), engine)
    if (screen !== null) screens.set(screen, `${explorerFrame(state, SIZE, PLAIN).map((row) => row.trimEnd()).join('\n')}\n`)
  }
  await engine.close()
  return screens
}

/** When everything that it asks for is answered. */
async function settledIn({ state, effects }: Outcome, engine: Engine): Promise<ExplorerState> {
  let now = state
  for (const effect of effects) now = await settledIn(reduce(now, await answerTo(effect, engine)), engine)
  return now
}

async function answerTo(effect: Effect, engine: Engine): Promise<Action> {
  switch (effect.effect) {
    case 'look':
      return { type: 'looked', look: await engine.look(effect.seq) }
    case 'pull':
      return { type: 'pulled', job: effect.job, branch: await engine.pull(effect.pull) }
    case 'sweep':
      return { type: 'swept', job: effect.job, sweep: await engine.sweep(() => {}) }
    default:
      throw new Error(`no walk asks for ${effect.effect}`)
  }
}
