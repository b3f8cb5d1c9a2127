/** Work that is done again and again while a run lasts. */

export interface Repeated {
  /** Resolves once it is not being done any more: what is taken away afterwards stays away. */
  end(): Promise<void>
}

/** Trouble with the server is BullMQ's to mend: it connects again and goes on. */
export const patience = (): void => {}

/** A turn that takes longer than `ms` is waited for. */
export function every(ms: number, work: () => Promise<void>): Repeated {
  let doing: Promise<void> | null = null
  const timer = setInterval(() => {
    doing ??= work().catch(patience).finally(() => (doing = null))
  }, ms)
  return {
    async end() {
      clearInterval(timer)
      await doing
    },
  }
}
