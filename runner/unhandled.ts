/**
 * A promise that an application rejects and nobody handles would end the thread. It is the application's fault, and
 * whoever runs it has to be able to say so.
 */

export interface Watched<Value> {
  readonly value: Value
  /** The first one that nobody handled; null: there was none. */
  readonly unhandled: { readonly reason: unknown } | null
}

/** Takes what is left unhandled while the work is done. */
export async function watchUnhandled<Value>(work: () => Promise<Value>): Promise<Watched<Value>> {
  let unhandled: Watched<Value>['unhandled'] = null
  const onUnhandled = (reason: unknown): void => {
    unhandled ??= { reason }
  }
  process.on('unhandledRejection', onUnhandled)
  try {
    return { value: await work(), unhandled }
  } finally {
    process.off('unhandledRejection', onUnhandled)
  }
}
