/** What can end the explorer from outside: signals, and errors that nobody caught. All of them come to one place. */
import { exitCode } from '../exit-codes.ts'

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

export type Ending =
  | { readonly by: 'signal'; readonly signal: Signal }
  | { readonly by: 'error'; readonly error: unknown }

export interface Endings {
  /** The first that came. */
  readonly came: Promise<Ending>
  /** Gives signals and errors back to Node. */
  dispose(): void
}

/**
 * A listener that stays, not one for a single time: with that, the process died by the signal before it could tidy up.
 * @param abort called at the second signal: the orderly end takes too long. It does not return.
 */
export function listenForEndings(abort: (code: number) => void = process.exit): Endings {
  let ended = false
  let settle: (ending: Ending) => void = () => {}
  const came = new Promise<Ending>((resolve) => (settle = resolve))
  const onSignal = (signal: Signal): void => {
    if (ended) return abort(exitCode(signal))
    ended = true
    settle({ by: 'signal', signal })
  }
  const onError = (error: unknown): void => {
    ended = true
    settle({ by: 'error', error })
  }
  const listeners = [...SIGNALS.map((signal) => [signal, () => onSignal(signal)] as const), ['uncaughtException', onError] as const, ['unhandledRejection', onError] as const]
  for (const [name, listener] of listeners) process.on(name, listener)
  return {
    came,
    dispose: () => {
      for (const [name, listener] of listeners) process.off(name, listener)
    },
  }
}
