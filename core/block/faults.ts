/**
 * The device faults, one row each: what kind of request it strikes, whether an application can be
 * expected to survive it, and what it does. A fault is part of a plan and never draws unless its
 * window is open and a request that it can strike is made.
 */
import { SECTORS_PER_BLOCK } from './geometry.ts'
import type { RandomStream } from '../sim/random.ts'
import type { IoErrorCode } from './volume.ts'

export type RequestKind = 'read' | 'write' | 'discard' | 'write-zeroes' | 'flush'

export interface FaultTarget {
  readonly kind: RequestKind
  readonly lba: number
  readonly sectors: number
  /** Digest of the bytes that the request touches, as they are on the medium. */
  readonly contentDigest: number
  readonly diskSectors: number
  /** Of a write: the part of it (offsets in its data) that an earlier write, not long ago, had written; null: none. */
  readonly rewritten: { readonly from: number; readonly to: number } | null
}

/** What a fault does to one request. */
export type FaultEffect =
  | { readonly type: 'error'; readonly code: IoErrorCode; readonly discardsCovered?: boolean }
  | { readonly type: 'delay'; readonly delayUs: number }
  | { readonly type: 'never' }
  | { readonly type: 'store'; readonly lba: number; readonly from: number; readonly to: number }
  | { readonly type: 'skip'; readonly sectors: ReadonlySet<number> }
  | { readonly type: 'lie' }
  | { readonly type: 'stale' }
  | { readonly type: 'bad-sector'; readonly lba: number }
  | { readonly type: 'flip'; readonly lba: number; readonly byte: number; readonly mask: number }

export interface FaultRow {
  readonly summary: string
  readonly strikes: readonly RequestKind[]
  /** True: no ordinary storage engine can keep its promises under it; only failing loudly is demanded. */
  readonly destructive: boolean
  /** Once it has struck, it strikes every request of its kinds for this long (0: that request only). */
  readonly stabilityUs: number
  /** True: a place that it has struck is spared from then on, so that whoever tries again once succeeds. Default false. */
  readonly oncePerPlace?: boolean
  /** Null: the request gives it no occasion, and does not count as struck. */
  readonly effect: (target: FaultTarget, stream: RandomStream) => FaultEffect | null
}

const WRITES = ['write', 'discard', 'write-zeroes'] as const
const ALL = ['read', ...WRITES, 'flush'] as const
const STALL_UNIT_US = 1000

function inside(target: FaultTarget): number {
  return target.contentDigest % target.sectors
}

/**
 * Whole blocks away from its address, so that the write touches nothing of its target: at the same offset
 * inside a block. On a disk too small for that the write stays where it belongs.
 */
function victim({ lba, sectors, diskSectors }: FaultTarget, stream: RandomStream): number {
  const nearest = Math.ceil(sectors / SECTORS_PER_BLOCK)
  const before = Math.max(0, Math.floor(lba / SECTORS_PER_BLOCK) - nearest + 1)
  const after = Math.max(0, Math.floor((diskSectors - sectors - lba) / SECTORS_PER_BLOCK) - nearest + 1)
  if (before + after === 0) return lba
  const choice = stream.below(before + after)
  const blocks = choice < before ? -nearest - choice : nearest + choice - before
  return lba + blocks * SECTORS_PER_BLOCK
}

/**
 * Some, but not all, of the sectors that an earlier write had written: there the earlier write has the last word and
 * elsewhere the later one, which no order of the two explains.
 */
function unserializable({ rewritten }: FaultTarget, stream: RandomStream): FaultEffect | null {
  if (rewritten === null || rewritten.to - rewritten.from < 2) return null
  const { from, to } = rewritten
  const skipped = from + stream.below(to - from)
  const stored = from + ((skipped - from + 1 + stream.below(to - from - 1)) % (to - from))
  const sectors = new Set<number>()
  for (let sector = from; sector < to; sector++)
    if (sector === skipped || (sector !== stored && stream.chance(1, 2))) sectors.add(sector)
  return { type: 'skip', sectors }
}

export const FAULTS = {
  torn: {
    summary: 'a write is acknowledged although only its first sectors were stored',
    strikes: ['write'],
    destructive: true,
    stabilityUs: 0,
    effect: (target, stream) => ({ type: 'store', lba: target.lba, from: 0, to: stream.below(target.sectors) }),
  },
  lost: {
    summary: 'a write is acknowledged and never stored',
    strikes: WRITES,
    destructive: true,
    stabilityUs: 0,
    effect: (target) => ({ type: 'store', lba: target.lba, from: 0, to: 0 }),
  },
  misdirected: {
    summary: 'a write lands at another address; the old data stays at the right one',
    strikes: ['write'],
    destructive: true,
    stabilityUs: 0,
    effect: (target, stream) => ({ type: 'store', lba: victim(target, stream), from: 0, to: target.sectors }),
  },
  unserializable: {
    summary: 'a write over another is acknowledged although some of the sectors keep what the earlier write put there',
    strikes: ['write'],
    destructive: true,
    stabilityUs: 0,
    effect: unserializable,
  },
  'stale-read': {
    summary: 'a read returns what was there before the latest write',
    strikes: ['read'],
    destructive: true,
    stabilityUs: 0,
    effect: () => ({ type: 'stale' }),
  },
  'latent-sector-error': {
    summary: 'a sector cannot be read (EIO) until it is rewritten',
    strikes: ['read'],
    destructive: true,
    stabilityUs: 0,
    effect: (target) => ({ type: 'bad-sector', lba: target.lba + inside(target) }),
  },
  'bit-rot': {
    summary: 'one bit on the medium flips, at a place derived from the content',
    strikes: ['read'],
    destructive: true,
    stabilityUs: 0,
    effect: (target) => ({
      type: 'flip',
      lba: target.lba + inside(target),
      byte: (target.contentDigest >>> 8) % 512,
      mask: 1 << (target.contentDigest >>> 29),
    }),
  },
  'lying-flush': {
    summary: 'a flush is acknowledged without making anything durable',
    strikes: ['flush'],
    destructive: true,
    stabilityUs: 0,
    effect: () => ({ type: 'lie' }),
  },
  'error-once': {
    summary: 'a request fails with EIO; whether the next one does is drawn anew',
    strikes: [...WRITES, 'flush'],
    destructive: false,
    stabilityUs: 0,
    effect: () => ({ type: 'error', code: 'EIO' }),
  },
  'read-error-once': {
    summary: 'a read fails with EIO; reading the same place again succeeds',
    strikes: ['read'],
    destructive: false,
    stabilityUs: 0,
    oncePerPlace: true,
    effect: () => ({ type: 'error', code: 'EIO' }),
  },
  'error-sticky': {
    summary: 'requests fail with EIO for a second',
    strikes: [...WRITES, 'flush'],
    destructive: false,
    stabilityUs: 1_000_000,
    effect: () => ({ type: 'error', code: 'EIO' }),
  },
  'error-then-clean': {
    summary: 'a flush fails and the writes it covered are silently given up, so that a later flush succeeds without them',
    strikes: ['flush'],
    destructive: false,
    stabilityUs: 0,
    effect: () => ({ type: 'error', code: 'EIO', discardsCovered: true }),
  },
  enospc: {
    summary: 'writes fail with ENOSPC for a while',
    strikes: ['write', 'write-zeroes'],
    destructive: false,
    stabilityUs: 50_000,
    effect: () => ({ type: 'error', code: 'ENOSPC' }),
  },
  stall: {
    summary: 'requests take up to a quarter of a second longer',
    strikes: ALL,
    destructive: false,
    stabilityUs: 20_000,
    effect: (_target, stream) => ({ type: 'delay', delayUs: stream.between(5, 250) * STALL_UNIT_US }),
  },
  'never-answers': {
    summary: 'a request is never answered',
    strikes: ALL,
    destructive: false,
    stabilityUs: 0,
    effect: () => ({ type: 'never' }),
  },
} as const satisfies Record<string, FaultRow>

export type FaultKind = keyof typeof FAULTS

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[]

/** One fault of a plan. */
export interface FaultSpec {
  readonly kind: FaultKind
  /** `machine/volume`. */
  readonly disk: string
  readonly fromUs: number
  readonly toUs: number
  /** It strikes each eligible request with probability `oneIn⁻¹`. */
  readonly oneIn: number
}
