/**
 * The sweep, coarse to fine: each layer is one way to choose what survives at an instant. They follow ALICE's
 * passes (every prefix, one write omitted, one write torn), with flush boundaries before and mixtures after them.
 */
import type { DurabilityCursor } from '../block/durability.ts'
import type { CrashState } from './crash-state.ts'
import type { LayerOptions } from './layer-options.ts'
import { deviceDamageStates } from './device-damage.ts'
import { flushBoundaryStates, prefixStates } from './edges.ts'
import { exhaustiveStates, seededStates } from './mixtures.ts'
import { abortedStates, appendExposureStates, omitOneStates, tearOneStates } from './single-deviations.ts'
import { wholeUnits } from './whole-units.ts'

interface LayerRow {
  readonly summary: string
  /** At which instants: everywhere, or beside the end of a flush and at each acknowledgement only. */
  readonly instants: 'all' | 'promises'
  /** About how many states of an instant turn out to be new: decides how many instants fit the budget. */
  readonly freshStates: number
  /** When this layer is done, at most so much of the budget (in percent) has been used. */
  readonly budgetPercent: number
  readonly states: (cursor: DurabilityCursor, options: LayerOptions) => readonly CrashState[]
}

export const LAYERS = {
  'flush-boundaries': {
    summary: 'before and after each flush, and at each acknowledgement: nothing unflushed survives, or all that had completed',
    instants: 'promises',
    freshStates: 2,
    budgetPercent: 20,
    states: flushBoundaryStates,
  },
  prefixes: {
    summary: 'the run up to each instant and no further',
    instants: 'all',
    freshStates: 2,
    budgetPercent: 45,
    states: prefixStates,
  },
  'omit-one': {
    summary: 'one unflushed write is missing, the others are there',
    instants: 'all',
    freshStates: 1,
    budgetPercent: 60,
    states: omitOneStates,
  },
  'tear-one': {
    summary: 'of one unflushed write only some sectors are there',
    instants: 'all',
    freshStates: 2,
    budgetPercent: 75,
    states: (cursor, options) => [...tearOneStates(cursor, options), ...abortedStates(cursor, options)],
  },
  'append-exposure': {
    summary: 'an append is pointed to while its data is not there yet',
    instants: 'all',
    freshStates: 1,
    budgetPercent: 80,
    states: appendExposureStates,
  },
  'device-damage': {
    summary: 'garbage or zeros in and beside what was being written, where the device is not power-safe',
    instants: 'all',
    freshStates: 4,
    budgetPercent: 85,
    states: deviceDamageStates,
  },
  'seeded-picks': {
    summary: 'any mixture of versions, drawn',
    instants: 'all',
    freshStates: 4,
    budgetPercent: 100,
    states: seededStates,
  },
  exhaustive: {
    summary: 'every state of an instant that has few',
    instants: 'all',
    freshStates: 4,
    budgetPercent: 100,
    states: exhaustiveStates,
  },
} as const satisfies Readonly<Record<string, LayerRow>>

export type LayerName = keyof typeof LAYERS

export const LAYER_NAMES = Object.keys(LAYERS) as readonly LayerName[]

/** The states of one layer at the place of the cursor. */
export function layerStates(layer: LayerName, cursor: DurabilityCursor, options: LayerOptions): readonly CrashState[] {
  const states = LAYERS[layer].states(cursor, options)
  return options.atomicSectors === 1 ? states : states.map((state) => ({ ...state, choice: wholeUnits(state.choice, cursor, options.atomicSectors) }))
}
