/**
 * Tokens of outcomes: one disaster of one history under one strategy, in one word. Self-contained but for the estate's
 * code, of which they hold the name and the hash.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate'
import { DEFAULT_QUIET_DAYS, ESTATE_DISASTER_KINDS } from '../../core/drill/estate/index.ts'
import type { EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import { messageOf } from '../usage-error.ts'
import { checkStrategy } from './check-strategy.ts'
import type { CaseOutcome } from './order.ts'
import { packStrategy, unpackStrategy } from './pack-strategy.ts'

/** The figures of an outcome, to say what has changed. Times in µs, as in `Outcome`. */
export type CaseFigures = Pick<CaseOutcome, 'recovered' | 'reason' | 'rpoUs' | 'lostOperations' | 'platformRtoUs' | 'serviceRtoUs'>

export interface CasePayload {
  readonly v: 1
  readonly estate: string
  /** Of the estate's code and of ours; when it no longer matches, a replay may differ. */
  readonly codeHash: string
  readonly strategy: Strategy
  /** The machine whose data alone was judged; null: the whole. */
  readonly part: string | null
  /** Of the history. */
  readonly seed: string
  readonly kinds: readonly EstateDisasterKind[]
  readonly disasters: number
  /** Days before disasters strike. */
  readonly quietDays: number
  /** Which of the disasters. */
  readonly index: number
  readonly figures: CaseFigures
  /** Of the whole outcome with all its steps. */
  readonly digest: string
}

export type DecodedCase = { readonly ok: true; readonly payload: CasePayload } | { readonly ok: false; readonly message: string }

const PREFIX = 'se1.'
const LEVEL = 9
/** What most tokens say, so that they need not say it. It is part of the version: a token is read by the text that it was written by. */
const DICTIONARY = strToU8(
  '"operator-error","silent-corruption",{"id":"","title":"","replication":{"policy":{"name":"choice":"latest-processed","backup":{"policy":"vault":'
  + '"reason":"no-state-is-right","reason":"no-clean-point","reason":"no-point","rpoUs":null,"lostOperations":null,"platformRtoUs":null,"serviceRtoUs":null'
  + '{"like":"backup-standard"},{"like":"backup-enhanced"},{"like":"asr-and-backup"},{"like":"asr-app-consistent"},{"like":"asr","with":{'
  + '{"v":1,"estate":"orders","part":null,"seed":"seeddrill-1","kinds":["region-loss","machine-loss","partition","accidental-deletion","ransomware"],'
  + '"disasters":5,"index":0,"figures":{"recovered":true,"reason":null,"rpoUs":,"lostOperations":,"platformRtoUs":,"serviceRtoUs":},"strategy":{"like":"asr"},"codeHash":"","digest":"',
)
/** A token that unpacks to more than this is not one of ours. */
const LARGEST_BYTES = 2 ** 20
const MOST_DISASTERS = 10_000
/** A month: nobody's first copy takes longer. */
export const MOST_QUIET_DAYS = 31

/** Tells a token of an outcome from one of a failure. */
export const isCaseToken = (text: string): boolean => /^se\d+\./.test(text)

export function encodeCase(payload: CasePayload): string {
  const { v, estate, part, seed, kinds, disasters, quietDays, index, figures, strategy, codeHash, digest } = payload
  // In the order of the dictionary.
  const days = quietDays === DEFAULT_QUIET_DAYS ? {} : { quietDays }
  const content = { v, estate, part, seed, kinds, disasters, ...days, index, figures, strategy: packStrategy(strategy), codeHash, digest }
  return PREFIX + Buffer.from(deflateSync(strToU8(JSON.stringify(content)), { level: LEVEL, dictionary: DICTIONARY })).toString('base64url')
}

export function figuresOf({ recovered, reason, rpoUs, lostOperations, platformRtoUs, serviceRtoUs }: CaseFigures): CaseFigures {
  return { recovered, reason, rpoUs, lostOperations, platformRtoUs, serviceRtoUs }
}

/** Never throws: a malformed token is an answer. */
export function decodeCase(text: string): DecodedCase {
  const token = text.trim()
  if (!token.startsWith(PREFIX)) return { ok: false, message: `a token of an outcome begins with "${PREFIX}"` }
  const body = token.slice(PREFIX.length)
  if (!/^[A-Za-z0-9_-]+$/.test(body)) return { ok: false, message: 'the token holds characters that no token has; was it cut or wrapped?' }
  let value: unknown
  try {
    const unpacked = inflateSync(Buffer.from(body, 'base64url'), { dictionary: DICTIONARY })
    if (unpacked.length > LARGEST_BYTES) throw new RangeError('decodeCase: too large')
    value = JSON.parse(strFromU8(unpacked))
  } catch {
    return { ok: false, message: 'the token does not unpack; was it cut?' }
  }
  return validateCase(value)
}

function validateCase(value: unknown): DecodedCase {
  if (typeof value !== 'object' || value === null) return { ok: false, message: 'the token holds no object' }
  const { v, part, kinds, disasters, quietDays = DEFAULT_QUIET_DAYS, index, figures, strategy, ...texts } = value as Record<string, unknown>
  if (v !== 1) return { ok: false, message: `the token is of version ${String(v)}; this release reads version 1` }
  for (const name of ['estate', 'codeHash', 'seed', 'digest'])
    if (typeof texts[name] !== 'string') return { ok: false, message: `the token's ${name} is missing` }
  if (part !== null && typeof part !== 'string') return { ok: false, message: "the token's part is none" }
  if (!Array.isArray(kinds) || kinds.length === 0 || !kinds.every((kind) => (ESTATE_DISASTER_KINDS as readonly unknown[]).includes(kind)))
    return { ok: false, message: 'the token names a kind of disaster that there is not' }
  if (!isCount(disasters, 1, MOST_DISASTERS) || !isCount(index, 0, disasters - 1)) return { ok: false, message: 'the token counts disasters wrongly' }
  if (!(typeof quietDays === 'number' && quietDays >= 0 && quietDays <= MOST_QUIET_DAYS)) return { ok: false, message: "the token's quiet days are no number of days" }
  if (typeof figures !== 'object' || figures === null) return { ok: false, message: "the token's figures are missing" }
  let unpacked: Strategy
  try {
    unpacked = unpackStrategy(strategy)
    checkStrategy(unpacked)
  } catch (error) {
    return { ok: false, message: `the token's strategy is none: ${messageOf(error)}` }
  }
  return { ok: true, payload: { ...(value as CasePayload), quietDays, strategy: unpacked } }
}

function isCount(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}
