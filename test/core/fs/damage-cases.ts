/**
 * One damage each: what a survey is to say of it, and what of the tree a repair is to change. The table of the survey, of
 * the repair, and of a repair that is cut short.
 */
import type { DamageCase } from './damage-case.ts'
import { DAMAGE_OF_BLOCKS } from './damage-of-blocks.ts'
import { DAMAGE_OF_NAMES } from './damage-of-names.ts'

export const DAMAGE: readonly DamageCase[] = [...DAMAGE_OF_BLOCKS, ...DAMAGE_OF_NAMES]
