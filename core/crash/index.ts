/**
 * `crash` knows what a crash can leave: the states of every instant of a write log, built
 * copy-on-write; the phase that an instant lies in; and the anchors by which a crash is addressed
 * so that a token survives shrinking and small changes of the code.
 *
 * It does not model: garbage in torn sectors or damaged neighbours (a device profile has to allow
 * them first), and it does not judge: it boots nothing and knows no oracle.
 */
export { AnchorIndex, describeAnchor } from './anchors.ts'
export type { Anchor, CrashSpec, DisasterCut, ImageCut, NoCrash, Picks, PointCut, RecoveryCrash } from './crash-spec.ts'
export { PHASE_NAMES, PHASES, PhaseTracker } from './phases.ts'
export type { Phase } from './phases.ts'
export { allPending, buildImages, fromPicks, toPicks } from './picks.ts'
export type { Choice, PickedWrite } from './picks.ts'
export { coarseStates, fineStates } from './states.ts'
export type { CrashState, FineOptions } from './states.ts'
