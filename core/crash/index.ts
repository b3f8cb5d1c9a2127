/**
 * `crash` knows what a crash can leave: the states of every instant of a write log, built
 * copy-on-write; the phase that an instant lies in; and the anchors by which a crash is addressed
 * so that a token survives shrinking and small changes of the code.
 *
 * It does not model damage that spreads beyond the 4 KiB block of what was being written, and it does not
 * judge: it boots nothing and knows no oracle.
 */
export { AnchorIndex, describeAnchor } from './anchors.ts'
export type {
  Anchor, CrashSpec, DisasterCut, ImageCut, ListedWrite, NoCrash, Picks, PointCut, RecoveryCrash,
} from './crash-spec.ts'
export type { CrashState } from './crash-state.ts'
export { DAMAGE_CONTENTS } from './damage.ts'
export type { Damage } from './damage.ts'
export { layerOptions } from './layer-options.ts'
export type { LayerOptions } from './layer-options.ts'
export { LAYER_NAMES, LAYERS, layerStates } from './layers.ts'
export type { LayerName } from './layers.ts'
export { LEGAL_RULES } from './legality.ts'
export type { LegalRule } from './legality.ts'
export { PHASE_NAMES, PHASES, PhaseTracker } from './phases.ts'
export type { Phase } from './phases.ts'
export { allPending, buildImages, fromPicks, toPicks } from './picks.ts'
export type { Choice, PickedWrite } from './picks.ts'
export type { AtomicSectors } from './units.ts'
