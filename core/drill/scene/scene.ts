/**
 * A failure as a picture: what happened on which lane in virtual time, the crash, and the blocks that decide.
 * Plain JSON and bounded, so that it travels in the event stream; whoever draws it needs nothing else.
 */

/** Marks of one scene at most: the last ones before the crash, and what belongs to the operations of the verdict. */
export const MOST_MARKS = 400
/** Characters of a scene as JSON at most. */
export const MOST_CHARACTERS = 64 * 1024

export interface SceneLane {
  /** As a person calls it: `client 1`, `db`, `db/wal`, `replica`. Unique within its side. */
  readonly name: string
  readonly kind: 'client' | 'machine' | 'volume' | 'replica'
  /** `recovered`: of the site that was booted after the first crash, and crashed again. */
  readonly side: 'source' | 'recovered'
}

/**
 * `submit`: a client asks, until it is answered; `ack`: that answer. `cache`: the operating system took a change into
 * its memory. `tag`: the instant that a recovery point stands for; `point`: from then until it could be chosen.
 * `span`: what an application says it is doing (a checkpoint, a sync). The others are what their names say.
 */
export type SceneMarkKind =
  | 'submit'
  | 'ack'
  | 'write'
  | 'discard'
  | 'write-zeroes'
  | 'damage'
  | 'flush'
  | 'cache'
  | 'span'
  | 'freeze'
  | 'thaw'
  | 'tag'
  | 'point'
  | 'boot'
  | 'crash'
  | 'failover'
  | 'verdict'

/**
 * What became of it by the end of the scene. Of an answer: `ok`, `failed` (certainly not applied), `unknown`. Of a request:
 * `durable` (whatever happens), `survived` (it need not have), `lost`, `torn`, `in-flight` (and not there); `failed` and
 * `lying` as the device did; `in-copy` and `not-in-copy` where a failover went to a recovery point.
 */
export type SceneState =
  | 'ok' | 'failed' | 'unknown' | 'durable' | 'survived' | 'lost' | 'torn' | 'in-flight' | 'lying' | 'in-copy' | 'not-in-copy'

export interface SceneMark {
  /** Index into the lanes. */
  readonly lane: number
  readonly kind: SceneMarkKind
  /** Virtual µs of the source; what happened on a recovered side goes on from the crash. */
  readonly startUs: number
  /** Null: it had not ended by the end of the scene. Equal to the start for what takes no time. */
  readonly endUs: number | null
  readonly label: string
  /** `W41`, `R7` as in the cause; `crash-consistent#1` of a point. */
  readonly name?: string
  readonly operation?: number
  readonly state?: SceneState
  /** First sector and number of sectors, of 512 bytes. */
  readonly sectors?: readonly [first: number, count: number]
  /** `ledger.ts:41:20`: where the application asked for it. */
  readonly line?: string
}

/** Sixteen bytes as hexadecimal text: as they were before the write, as the crash left them, as the write had them. */
export interface SceneBlockRow {
  /** In bytes from the begin of the volume. */
  readonly offset: number
  readonly before: string
  readonly left: string
  readonly intended: string
}

/** One block of 4 KiB of a write that decided: the rows of it in which the three differ. */
export interface SceneBlock {
  /** The write's name, as in its mark. */
  readonly write: string
  readonly label: string
  readonly disk: string
  /** In bytes from the begin of the volume. */
  readonly offset: number
  /** None: the crash left what the write had, and that is what was there before. */
  readonly rows: readonly SceneBlockRow[]
  /** Differing rows beside these. */
  readonly rowsLeftOut: number
}

export interface Scene {
  readonly lanes: readonly SceneLane[]
  /** By start; of one instant in the order in which they happened. */
  readonly marks: readonly SceneMark[]
  /** Marks before the crash that would have been too many. */
  readonly marksLeftOut: number
  readonly startUs: number
  readonly endUs: number
  /** When what is judged was struck: crash, disaster, or the cut of a recovery point. Null: no crash at all. */
  readonly crashUs: number | null
  /** Of the source, where the crash struck a recovered side again. */
  readonly firstCrashUs: number | null
  /** Where a copy was booted: the instant that it stands for. What was acknowledged after it is lost. */
  readonly copyUs: number | null
  readonly blocks: readonly SceneBlock[]
}
