/**
 * How a crash is addressed: by what was going on, never by an index into the log, so that it
 * survives shrinking and small changes of the code. Plain JSON.
 */
import type { CrashKind } from '../machine/machine.ts'
import type { Damage } from './damage.ts'

/** The instant just after one step of the write log. */
export interface Anchor {
  /** `submitted`/`completed` of a request, `cached` of one from before a boot, or a mark such as `answered` or `span-end`. */
  readonly step: string
  /** The operation it belongs to; null for background work. */
  readonly operation: number | null
  /** `machine/volume`, or the machine for a mark. */
  readonly where: string
  /** Label of the request, or name of the mark. */
  readonly label: string
  /** It is the n-th such step of the run, counted from 1. */
  readonly nth: number
}

/** Which of the pending versions survive, sector by sector; all else is at its durable floor. */
export type Picks =
  /** Nothing above the floors. */
  | { readonly pick: 'floors' }
  /** Every write that had completed. */
  | { readonly pick: 'completed' }
  /** Every write that had been submitted. */
  | { readonly pick: 'newest' }
  /** The same, and all that the operating system held in memory. */
  | { readonly pick: 'page-cache' }
  | { readonly pick: 'listed'; readonly writes: readonly ListedWrite[] }

export interface ListedWrite {
  readonly write: Anchor
  /** Offsets within the write, when only part of it survived. */
  readonly sectors?: readonly number[]
  /** What a device that is not power-safe spoilt in and beside it. */
  readonly damage?: Damage
}

export interface ImageCut {
  readonly kind: CrashKind
  readonly machine: string
  readonly at: Anchor
  readonly picks: Picks
  /** The recovery is itself crashed. */
  readonly then?: RecoveryCrash
}

/** A further crash: inside the recovery (`recovery`), or in the life after it (`life`). */
export interface RecoveryCrash {
  readonly during: 'recovery' | 'life'
  /** The instant, in the recovered site's own write log. */
  readonly at: Anchor
  readonly picks: Picks
  /** What the clients did in the life before it, as planned operations. */
  readonly operations?: readonly unknown[]
  /** The recovery from this crash is crashed too. */
  readonly then?: RecoveryCrash
}

export interface PointCut {
  readonly kind: 'recovery-point'
  /** `crash-consistent#3` and the like: the n-th point of its kind, from 1. */
  readonly point: string
  readonly then?: RecoveryCrash
}

/**
 * How a site that was failed over goes back. `planned`: shut down cleanly, then all that was replicated. The other
 * two: the newest point, and the newest for which the applications had come to rest, without a word to the applications.
 */
export const FAILBACK_KINDS = ['planned', 'latest-processed', 'latest-app-consistent'] as const
export type FailbackKind = (typeof FAILBACK_KINDS)[number]

export interface DisasterCut {
  readonly kind: 'disaster'
  /** Which of the plan's disasters. */
  readonly disaster: number
  /** What is addressed is the original side again, after a life on the other one. */
  readonly failback?: FailbackKind
  readonly then?: RecoveryCrash
}

/** The run came to its end, the machines were shut down cleanly, and then the power went. */
export interface ShutdownCut {
  readonly kind: 'clean-shutdown'
  readonly then?: never
}

/** No crash at all: the run itself went wrong. */
export interface NoCrash {
  readonly kind: 'run'
  readonly then?: never
}

export type CrashSpec = ImageCut | PointCut | DisasterCut | ShutdownCut | NoCrash
