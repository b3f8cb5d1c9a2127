/** What fast-check does for us depends on nothing that a user's test set for fast-check as a whole. */
import fc from 'fast-check'

/**
 * Calls with fast-check's own defaults, and puts back what `fc.configureGlobal` had set: a base size of somebody's
 * tests would make another plan of the same seed, and a time limit would cut a shrink short. fast-check reads these
 * when an arbitrary is made and when a check begins, so what the call begins may end later.
 */
export function withOwnSettings<T>(call: () => T): T {
  const theirs = fc.readConfigureGlobal()
  fc.resetConfigureGlobal()
  try {
    return call()
  } finally {
    fc.configureGlobal(theirs)
  }
}
