/** What `replay` can be given: a token (of a failure, or of an outcome), a file that holds one, or a plan as JSON. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { decodeToken, isEdited, validatePayload, validatePlan } from '../core/index.ts'
import type { DecodedToken, Plan, TokenPayload } from '../core/index.ts'
import { decodeCase, isCaseToken } from './estates/case-token.ts'
import type { CasePayload } from './estates/case-token.ts'
import { stateBudgetOf } from './corpus/entry.ts'
import { findEntry, nearId } from './corpus/find-entry.ts'
import { projectRoot } from './corpus/project-root.ts'
import { messageOf, UsageError } from './usage-error.ts'

export type Replayable =
  /**
   * `edited`: a person changed it, or made it by hand, so nothing recorded about its run need hold. `file`: the scenario's, of a
   * saved failure, from `cwd`. `stateBudget`: of the drill that found it; null where nobody says.
   */
  | { readonly kind: 'failure'; readonly payload: TokenPayload; readonly edited: boolean; readonly stateBudget: number | null; readonly file?: string }
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** An outcome of a comparison. */
  | { readonly kind: 'case'; readonly payload: CasePayload }

const TOKEN = /\bs[de]\d+\.[\w-]*/
const MOST_BYTES = 16 * 1024 * 1024

/** @throws UsageError when it is none of these, in one line */
export function readReplayable(argument: string, cwd: string): Replayable {
  const path = resolve(cwd, argument)
  if (/^s[de]\d+\./.test(argument)) return fromToken(argument, 'the token')
  if (!existsSync(path) || !statSync(path).isFile()) return fromCorpus(argument, cwd)
  if (statSync(path).size > MOST_BYTES) throw new UsageError(`${argument}: is too large for a token or a plan`)
  const text = readFileSync(path, 'utf8').trim()
  // A saved log line or command will do.
  const token = text.startsWith('{') ? undefined : TOKEN.exec(text)?.[0]
  return token === undefined ? fromJson(text, argument, cwd) : fromToken(token, argument)
}

const shown = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59)}…`)

function fromToken(text: string, name: string): Replayable {
  if (isCaseToken(text)) {
    const decoded = decodeCase(text)
    if (!decoded.ok) throw new UsageError(`${name} cannot be read: ${decoded.message}`)
    return { kind: 'case', payload: decoded.payload }
  }
  return { kind: 'failure', payload: payloadOf(decodeToken(text), name), edited: false, stateBudget: null }
}

function payloadOf(decoded: DecodedToken, name: string): TokenPayload {
  if (!decoded.ok) throw new UsageError(`${name} cannot be read: ${decoded.message}`)
  return decoded.payload
}

function fromCorpus(id: string, cwd: string): Replayable {
  const root = projectRoot(cwd)
  const entry = findEntry(root, id)
  if (entry) return { kind: 'failure', payload: entry.payload, edited: entry.edited, stateBudget: entry.stateBudget, ...fileOf(entry.file, root, cwd) }
  const advice = nearId(root, id) || '; copy the whole command that the failure printed'
  throw new UsageError(`${shown(id)} is neither a token (sd1.… or se1.…) nor a file, nor a saved failure${advice}`)
}

/** Recorded from the root of the project. */
function fileOf(file: unknown, root: string, cwd: string): { readonly file?: string } {
  return typeof file === 'string' ? { file: relative(cwd, resolve(root, file)) } : {}
}

function fromJson(text: string, name: string, cwd: string): Replayable {
  const value = parsed(text, name)
  if (typeof value === 'object' && value !== null && ('crash' in value || 'plan' in value)) {
    const payload = payloadOf(validatePayload(value), name)
    const { file } = value as { readonly file?: unknown }
    return { kind: 'failure', payload, edited: isEdited(value, payload), stateBudget: stateBudgetOf(value), ...fileOf(file, projectRoot(cwd), cwd) }
  }
  const checked = validatePlan(value)
  if (!checked.ok) throw new UsageError(`${name} is not a plan: ${checked.message}`)
  return { kind: 'plan', plan: checked.plan }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (/^\{[^\n]*"type"[^\n]*\}\n/.test(text)) throw new UsageError(`${name} holds events of a run; seeddrill explore ${name} shows its failures`)
    throw new UsageError(`${name} holds neither a token nor JSON: ${messageOf(error)}`)
  }
}
