/** What the parts of one recovery share. */
import type { DurationModel } from '../sim/duration.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { Capacity, ControlPlane } from './capacity.ts'
import type { PlatformDurations } from './durations.ts'
import type { People } from './people.ts'
import type { FailoverPolicy } from './policy.ts'
import type { StepBook } from './step-book.ts'
import type { StepActor, StepDuration } from './step-record.ts'

/** How the boot of a machine ended. */
export type RecoveryBootOutcome =
  | {
      readonly ok: true
      /** What the check of the file systems took. Default: until `checked` was called; else nothing. */
      readonly fsckUs?: number
      /** What the application's recovery took. Default: the rest of the time that passed. */
      readonly recoveryUs?: number
    }
  /** `unbootable`: the operating system did not get as far as the application. */
  | { readonly ok: false; readonly message: string; readonly unbootable?: boolean }

/** A machine that is to come up again. */
export interface RecoveryMachine {
  readonly id: string
  readonly os: 'linux' | 'windows'
  /**
   * Boots it for real from what was recovered, in the world's own time, once its operating system has started:
   * `checked` may be called when the file systems are checked and mounted, `done` once the application is open. What
   * `done` says beyond the time that has passed is waited for. Without `checked`, what waits for a running machine
   * waits for its application too, unless it takes no time to open.
   */
  readonly boot: (done: (outcome: RecoveryBootOutcome) => void, checked: () => void) => void
  /** Its disks need what some sources need first (VMware, physical). Default false. */
  readonly conversion?: boolean
  /** Until its caches are warm. Null: it has none. Default: that of the platform's durations. */
  readonly warmUp?: DurationModel | null
}

/**
 * A step of a restore, up to disks that a machine can be made of: of a plan of the backup those about data. The machine
 * and what lies around it are seen to here, as after a failover.
 */
export interface DiskStep {
  readonly id: string
  readonly name: string
  readonly by: StepActor
  /** Null: it may never end, as when the vendor never declares the region lost. */
  readonly duration: StepDuration
}

/** How the disks of a machine come to be. */
export type RecoveryWay =
  | {
      readonly kind: 'failover'
      /** Until the chosen state is there: see `ChosenPoint`. */
      readonly processingUs: number
      /** Whether the source is to be shut down first. Default false. */
      readonly shutDownSource?: boolean
    }
  | {
      readonly kind: 'restore'
      /** In their order, one after the other; the machines side by side. */
      readonly stepsOf: (machine: RecoveryMachine) => readonly DiskStep[]
    }

export interface RecoveryContext {
  readonly kernel: Kernel
  readonly book: StepBook
  readonly people: People
  readonly plane: ControlPlane
  readonly capacity: Capacity
  readonly durations: PlatformDurations
  readonly method: RecoveryWay
  /** See `RecoveryOptions`. */
  readonly sameRegion: boolean
  readonly policy: FailoverPolicy
}

/** Whether a rare event happens, by a stream of its own. 0: never, and nothing is drawn. */
export function strikes({ kernel }: Pick<RecoveryContext, 'kernel'>, what: string, oneIn: number): boolean {
  return kernel.streams.named(`recovery/${what}`).chance(oneIn === 0 ? 0 : 1, oneIn)
}
