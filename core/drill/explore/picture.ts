/**
 * A whole run as a picture that a person walks through: lanes on one axis of virtual time, and everything that happened
 * on them. Plain data, so that it crosses threads and can be made of a saved event stream as well.
 */
import type { SceneLane, SceneMark } from '../scene/scene.ts'

export interface PictureLane {
  /** As a person calls it: `client 1`, `db`, `db/wal`, `link`, `replica`, `recovery plan`. Unique within its side. */
  readonly name: string
  readonly kind: SceneLane['kind'] | 'link' | 'plan'
  readonly side: SceneLane['side']
}

/**
 * The kinds of a scene and those of what comes after a crash. `fault`: an injected fault struck. `fsck`: the check of a
 * file system. `recovered`: the application answers again. `step`: of a recovery plan.
 */
export type PictureMarkKind = SceneMark['kind'] | 'fault' | 'fsck' | 'recovered' | 'step' | 'partition' | 'alert'

export interface PictureMark extends Omit<SceneMark, 'kind' | 'lane'> {
  readonly lane: number
  readonly kind: PictureMarkKind
  /** The step of the write log at which it began: where the cursor stands. Null: it is not in the log of the source. */
  readonly seq: number | null
}

export interface Picture {
  /** What is shown: a scenario's name, and the seed. */
  readonly scenario: string
  readonly seed: string
  readonly lanes: readonly PictureLane[]
  /** By start; of one instant in the order in which they happened. Not bounded: a long run has 100,000. */
  readonly marks: readonly PictureMark[]
  readonly startUs: number
  readonly endUs: number
  /** Marks that a bounded source (a saved scene) has left out. */
  readonly marksLeftOut: number
  /** The mark of the crash that is being looked at; null: a run that nobody has crashed. */
  readonly crash: number | null
}
