/**
 * The engine of the explorer: a run as a picture, a look at any of its steps, and what comes of pulling the plug there.
 * Every branch is a crash that a drill could have tried, judged by the same code, and replays from its token.
 *
 * It does not draw, reads no keys and no files, and uses one thread; that is the runner's.
 */
export type { Branch, Fate, Pull, Survivors, SweepBar, SweptInstant } from './branch.ts'
export { createEngine } from './create-engine.ts'
export type { EngineOptions, Explored } from './create-engine.ts'
export type { Abilities, Engine, Opened, Progress } from './engine.ts'
export { MAP_CELLS, MOST_ROWS } from './look.ts'
export type {
  BlockCell, Look, LookBytes, LookDisk, LookFiles, LookOperation, LookPoint, LookReplica, LookWrite, ReplicaCell, WriteState,
} from './look.ts'
export type { Picture, PictureLane, PictureMark, PictureMarkKind } from './picture.ts'
