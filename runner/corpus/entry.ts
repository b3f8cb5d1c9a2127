/**
 * One saved failure as a file: readable, safe to commit, the same text whoever saves it. It can be edited like a
 * plan that `replay --save` has written, and replayed as it is.
 */
import { isEdited, readablePayload, validatePayload } from '../../core/index.ts'
import type { Plan, ShrinkReport, TokenPayload } from '../../core/index.ts'
import type { SavedCase } from '../order.ts'
import { messageOf } from '../usage-error.ts'

/** What is known of a failure when it is saved. */
export interface NewEntry {
  readonly id: string
  /** Of the scenario, from the root of the project, with slashes; null for one that comes with the package. */
  readonly file: string | null
  readonly fingerprint: string
  readonly message: string
  readonly payload: TokenPayload
  /** Before it was shrunk. */
  readonly originalPlan: Plan
  readonly shrunk: ShrinkReport
  readonly token: string
  /** The release that found it. */
  readonly seeddrill: string
  /** Of the run that found it. */
  readonly options: { readonly states: number | null }
}

export interface CorpusEntry extends Omit<SavedCase, 'path'> {
  readonly file: string | null
}

export type ReadEntry = { readonly ok: true; readonly entry: CorpusEntry } | { readonly ok: false; readonly message: string }

interface Packed {
  readonly plan: unknown
  readonly asSaved: unknown
}

const packed = (payload: TokenPayload): Packed => JSON.parse(readablePayload(payload)) as Packed

/** JSON, indented, with its fields in one order. */
export function entryText(entry: NewEntry): string {
  const { id, file, fingerprint, message, payload, originalPlan, shrunk, token, seeddrill, options } = entry
  const { scenario, codeHash, crash, verdict, traceHash } = payload
  const { plan, asSaved } = packed(payload)
  const original = packed({ ...payload, plan: originalPlan }).plan
  const differs = JSON.stringify(original) !== JSON.stringify(plan)
  const document = {
    v: 1, id, scenario, file, seed: payload.plan.seed, verdict, message, fingerprint, traceHash, codeHash, seeddrill, options, shrunk, crash, plan,
    ...(differs ? { originalPlan: original } : {}),
    token, asSaved,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Never throws: what is wrong is an answer. */
export function readEntry(text: string): ReadEntry {
  try {
    return entryOf(JSON.parse(text))
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}

function entryOf(value: unknown): ReadEntry {
  const decoded = validatePayload(value)
  if (!decoded.ok) return decoded
  const { id, fingerprint, file, shrunk } = value as Readonly<Record<string, unknown>>
  for (const [name, text] of Object.entries({ id, fingerprint }))
    if (typeof text !== 'string' || !/^[\w.+-]+$/.test(text)) return { ok: false, message: `its ${name} must be a name of letters and digits` }
  if (file !== null && typeof file !== 'string') return { ok: false, message: 'its file must be a path or null' }
  if (typeof shrunk !== 'object' || shrunk === null) return { ok: false, message: 'its field shrunk is missing' }
  const { v, scenario, codeHash, plan, crash, verdict, traceHash } = decoded.payload
  const payload = { v, scenario, codeHash, plan, crash, verdict, traceHash }
  return {
    ok: true,
    entry: {
      id: id as string, file, fingerprint: fingerprint as string, payload, edited: isEdited(value, payload), stateBudget: stateBudgetOf(value),
      shrunk: shrunk as ShrinkReport,
    },
  }
}

/** Of the run that saved a failure; null where a file does not say. */
export function stateBudgetOf(entry: unknown): number | null {
  const states = (entry as { readonly options?: { readonly states?: unknown } | null }).options?.states
  return typeof states === 'number' && Number.isSafeInteger(states) && states > 0 ? states : null
}
