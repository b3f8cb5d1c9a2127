/** What fast-check does for us depends on nothing that a user's test set for fast-check as a whole. */
import fc from 'fast-check'

/**
 * Calls with fast-check's own defaults, and puts back what `fc.configureGlobal` had set: a base size of somebody's
 * tests would make another plan of the same seed, a time limit would cut a shrink short, and a hook would be called in it.
 * fast-check reads these when an arbitrary or a property is made and when a check begins, which may then end later.
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

/** The same for each step of what is made as it is asked for: `chain` makes arbitraries while it shrinks. */
export function* stepsWithOwnSettings<T>(steps: Iterator<T>): Generator<T> {
  for (;;) {
    const { done, value } = withOwnSettings(() => steps.next())
    if (done) return
    yield value
  }
}
