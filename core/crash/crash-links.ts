/** A crash and the crashes that follow it, each in the recovery from the one before: a chain by `then`. */
import type { CrashSpec, RecoveryCrash } from './crash-spec.ts'

export function lastLink(then: RecoveryCrash): RecoveryCrash {
  const { then: deeper } = then
  return deeper ? lastLink(deeper) : then
}

/** The same chain with its last link changed. */
export function withLastLink(then: RecoveryCrash, change: (link: RecoveryCrash) => RecoveryCrash): RecoveryCrash {
  const { then: deeper } = then
  return deeper ? { ...then, then: withLastLink(deeper, change) } : change(then)
}

/** The crash, and after the last recovery from it one crash more. */
export function withFurther(crash: CrashSpec, further: RecoveryCrash): CrashSpec {
  if (crash.kind === 'run' || crash.kind === 'clean-shutdown') return crash
  return { ...crash, then: crash.then ? withLastLink(crash.then, (link) => ({ ...link, then: further })) : further }
}
