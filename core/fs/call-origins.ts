/**
 * Remembers where in a program a call was made, until the pages that it wrote reach the device: by then the program has
 * long gone on. Errors are made only while somebody wants to know; their stacks lead to the line.
 */

export interface CallOrigins {
  /** Where the present call came from; null: nobody wants to know. */
  take(): Error | null
  /** Whatever is called inside comes from there. A face over this one says so, for its callers are not on the stack. */
  within<Result>(origin: Error | null, call: () => Result): Result
}

/** @param wanted whether somebody wants to know */
export function callOrigins(wanted: () => boolean): CallOrigins {
  let known: Error | null = null
  return {
    take: () => known ?? (wanted() ? new Error('asked for here') : null),
    within(origin, call) {
      const before = known
      known = origin
      try {
        return call()
      } finally {
        known = before
      }
    },
  }
}

/** For file systems whose writes nobody asks about. */
export const NO_ORIGINS: CallOrigins = callOrigins(() => false)
