/** Checks a crash spec that came from outside. */
import { FAILBACK_KINDS } from '../crash/crash-spec.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import { DAMAGE_CONTENTS } from '../crash/damage.ts'
import { shortText } from './text.ts'
import { problemOfOperations } from './validate-plan.ts'

export type ValidCrash =
  { readonly ok: true; readonly crash: CrashSpec } | { readonly ok: false; readonly message: string }

type Fields = Record<string, unknown>

const KINDS = ['power-cut', 'process-kill', 'os-reset', 'recovery-point', 'disaster', 'clean-shutdown', 'run']
const PICKS = ['floors', 'completed', 'newest', 'page-cache', 'listed']

/** Never throws. */
export function validateCrash(value: unknown): ValidCrash {
  const message = problem(value)
  return message === null ? { ok: true, crash: value as CrashSpec } : { ok: false, message }
}

function problem(value: unknown): string | null {
  if (!isObject(value)) return 'crash must be an object'
  if (!KINDS.includes(value.kind as string))
    return `crash.kind must be one of ${KINDS.join(', ')}; got ${shortText(value.kind)}`
  if (value.kind === 'run' || value.kind === 'clean-shutdown')
    return value.then === undefined ? null : 'crash.then: there is nothing to recover from without a crash'
  const second = value.then === undefined ? null : problemOfSecond(value.then)
  if (second) return second
  if (value.kind === 'recovery-point')
    return typeof value.point === 'string' ? null : 'crash.point must be the name of a recovery point'
  if (value.kind === 'disaster') return problemOfDisaster(value)
  return problemOfImageCut(value)
}

function problemOfDisaster({ disaster, failback, then }: Fields): string | null {
  if (!isWhole(disaster)) return 'crash.disaster must be the number of a disaster of the plan'
  if (failback === undefined) return null
  if (!(FAILBACK_KINDS as readonly unknown[]).includes(failback))
    return `crash.failback must be one of ${FAILBACK_KINDS.join(', ')}; got ${shortText(failback)}`
  return then === undefined ? null : 'crash.then: a failback is not crashed again'
}

function problemOfImageCut({ machine, ...cut }: Fields): string | null {
  if (typeof machine !== 'string') return 'crash.machine must be the name of a machine, or "*" for all'
  return problemOfCut('crash', cut)
}

/** An instant, and what survives it. */
function problemOfCut(where: string, { at, picks }: Fields): string | null {
  if (!isAnchor(at)) return `${where}.at must be an anchor { step, operation, where, label, nth }`
  if (!isObject(picks) || !PICKS.includes(picks.pick as string))
    return `${where}.picks.pick must be one of ${PICKS.join(', ')}`
  if (picks.pick !== 'listed') return null
  const { writes } = picks
  const listed =
    Array.isArray(writes) &&
    writes.every((write) => isObject(write) && isAnchor(write.write) && isSectors(write.sectors) && isDamage(write.damage))
  return listed ? null : `${where}.picks.writes must be a list of { write: anchor, sectors?: numbers, damage? }`
}

/** A person nests no deeper by hand, and a text from outside must not overflow the stack. */
const DEEPEST = 8

function problemOfSecond(then: unknown, where = 'crash.then', depth = 1): string | null {
  if (!isObject(then) || (then.during !== 'recovery' && then.during !== 'life'))
    return `${where} must be { during: "recovery" | "life", at, picks }`
  if (depth > DEEPEST) return `${where}: at most ${DEEPEST} crashes can follow each other`
  const wrong = problemOfCut(where, then)
  if (wrong) return wrong
  if (then.operations !== undefined) {
    const wrongOperations = problemOfOperations(`${where}.operations`, then.operations)
    if (wrongOperations) return wrongOperations
  }
  return then.then === undefined ? null : problemOfSecond(then.then, `${where}.then`, depth + 1)
}

function isAnchor(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.step === 'string' &&
    (value.operation === null || isWhole(value.operation)) &&
    typeof value.where === 'string' &&
    typeof value.label === 'string' &&
    isWhole(value.nth) &&
    value.nth !== 0
  )
}

function isSectors(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isWhole))
}

function isDamage(value: unknown): boolean {
  if (value === undefined) return true
  if (!isObject(value) || !Array.isArray(value.sectors)) return false
  return DAMAGE_CONTENTS.includes(value.content as never) && value.sectors.every(Number.isSafeInteger)
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
