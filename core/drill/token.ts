/**
 * Tokens: a failure in one word, or a crash that recovers as it must. Self-contained: the compressed plan, the crash,
 * what was found, and the hash of the code that found it.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate'
import type { CrashSpec } from '../crash/crash-spec.ts'
import { VERDICTS } from '../oracle/verdict.ts'
import type { VerdictName } from '../oracle/verdict.ts'
import { policies } from '../replication/policies.ts'
import { hashTextKey } from '../sim/hash.ts'
import type { Plan } from './plan.ts'
import { validatePlan } from './validate-plan.ts'
import { shortText } from './text.ts'
import { validateCrash } from './validate-crash.ts'

export interface TokenPayload {
  readonly v: 1
  readonly scenario: string
  /** Of the scenario's code and of ours; when it no longer matches, a replay may differ. */
  readonly codeHash: string
  readonly plan: Plan
  readonly crash: CrashSpec
  /** `ok`: it recovers as it must. */
  readonly verdict: VerdictName | 'ok'
  readonly traceHash: string
}

export type DecodedToken = { readonly ok: true; readonly payload: TokenPayload } | { readonly ok: false; readonly message: string }

const PREFIX = 'sd1.'
const LEVEL = 9
/** A token that unpacks to more than this is not one of ours. */
const LARGEST_BYTES = 16 * 2 ** 20

export function encodeToken(payload: TokenPayload): string {
  return PREFIX + Buffer.from(deflateSync(strToU8(JSON.stringify({ ...payload, plan: packPlan(payload.plan) })), { level: LEVEL })).toString('base64url')
}

/** The content of a token as JSON that a person can read and edit, and that {@link validatePayload} takes. */
export function readablePayload(payload: TokenPayload): string {
  return `${JSON.stringify({ ...payload, plan: packPlan(payload.plan), asSaved: digestOf(payload) }, null, 2)}\n`
}

/** Whether a payload in readable form is other than it was saved, or was never saved by this package. */
export function isEdited(value: unknown, payload: TokenPayload): boolean {
  return (value as { readonly asSaved?: unknown }).asSaved !== digestOf(payload)
}

function digestOf({ plan, crash, verdict, traceHash }: TokenPayload): string {
  return hashTextKey(JSON.stringify([packPlan(plan), crash, verdict, traceHash]))
}

/** A policy that is a preset is written by its name. */
function packPlan({ replication, ...plan }: Plan): unknown {
  const text = JSON.stringify(replication)
  const preset = Object.entries(policies).find(([, policy]) => JSON.stringify(policy) === text)
  return { ...plan, replication: preset ? { preset: preset[0] } : replication }
}

function unpackPlan(plan: unknown): unknown {
  const preset = (plan as { replication?: { preset?: unknown } } | null)?.replication?.preset
  if (typeof preset !== 'string' || !Object.hasOwn(policies, preset)) return plan
  return { ...(plan as object), replication: policies[preset as keyof typeof policies] }
}

/** Never throws: a malformed token is an answer. */
export function decodeToken(text: string): DecodedToken {
  const token = text.trim()
  if (!token.startsWith(PREFIX)) return { ok: false, message: `a token begins with "${PREFIX}"` }
  const body = token.slice(PREFIX.length)
  if (!/^[A-Za-z0-9_-]+$/.test(body)) return { ok: false, message: 'the token holds characters that no token has; was it cut or wrapped?' }
  try {
    return validatePayload(JSON.parse(strFromU8(inflate(Buffer.from(body, 'base64url')))))
  } catch {
    return { ok: false, message: 'the token does not unpack; was it cut?' }
  }
}

function inflate(packed: Uint8Array): Uint8Array {
  const unpacked = inflateSync(packed)
  if (unpacked.length > LARGEST_BYTES) throw new RangeError('decodeToken: too large')
  return unpacked
}

/** Checks the content of a token, wherever it came from. */
export function validatePayload(value: unknown): DecodedToken {
  if (typeof value !== 'object' || value === null) return { ok: false, message: 'the token holds no object' }
  const { v, scenario, codeHash, plan, crash, verdict, traceHash } = value as Record<string, unknown>
  if (v !== 1) return { ok: false, message: `the token is of version ${shortText(v)}; this release reads version 1` }
  for (const [name, text] of Object.entries({ scenario, codeHash, traceHash }))
    if (typeof text !== 'string') return { ok: false, message: `the token's ${name} is missing` }
  if (typeof verdict !== 'string' || !(verdict === 'ok' || Object.hasOwn(VERDICTS, verdict)))
    return { ok: false, message: `the token's verdict is unknown: ${shortText(verdict)}` }
  if (verdict === 'ok' && (crash as { readonly kind?: unknown } | null)?.kind === 'run')
    return { ok: false, message: 'the token says of a run without a crash that it recovers; there is nothing to recover from' }
  const checkedPlan = validatePlan(unpackPlan(plan))
  if (!checkedPlan.ok) return checkedPlan
  const checkedCrash = validateCrash(crash)
  if (!checkedCrash.ok) return checkedCrash
  return { ok: true, payload: { ...(value as TokenPayload), plan: checkedPlan.plan } }
}
