/** The walks through the explorer that docs/explore.md shows: keys, one after the other, and where a screen is kept. */

export interface Step {
  readonly keys: readonly string[]
  /** Of the screen that is there then, in docs/screens; null: it is passed by. */
  readonly screen: string | null
}

export interface Walk {
  readonly scenario: string
  readonly seed: string
  readonly steps: readonly Step[]
}

const step = (screen: string | null, ...keys: readonly string[]): Step => ({ keys, screen })

export const SIZE = { columns: 100, rows: 30 } as const

/** A newcomer's: a planted bug, from the first screen to its cause. */
export const NEWCOMER: Walk = {
  scenario: 'zoo/checkpoint-before-pages',
  seed: '1',
  steps: [
    step('opened'),
    step('sweep', 'S'),
    step('timeline', 'enter'),
    step('blocks', ']'),
    step('bytes', ']'),
    step('writes', ']'),
    step('plug', 'p'),
    step('verdict', 'enter'),
    step('why', '3', ...'jjjjjjjjjjjj'),
    step('side-by-side', 'v'),
    step(null, 'escape'),
    step('help', '?'),
    step(null, 'escape'),
  ],
}

/** Two machines, replicated, with recovery points whose labels do not all hold. */
const REPLICATED: Walk = {
  scenario: 'dr/early-thaw',
  seed: '1',
  steps: [step('replica', 't', 't', 't', ']', ']', ']', ']')],
}

export const WALKS = [NEWCOMER, REPLICATED] as const
