/** Ctrl-C and `kill`: the first asks for an orderly end, the second is obeyed at once. */
import { exitCode } from './exit-codes.ts'

export type Interruption = 'SIGINT' | 'SIGTERM'

const SIGNALS: readonly Interruption[] = ['SIGINT', 'SIGTERM']

export interface Interruptions {
  /** Acts as if the signal had come: a terminal in raw mode delivers Ctrl-C as a key. */
  readonly raise: (signal: Interruption) => void
  /** Gives the signals back to Node. */
  readonly dispose: () => void
}

/**
 * @param onFirst the orderly end
 * @param abort the end at once; does not return
 */
export function listenForInterruptions(
  onFirst: (signal: Interruption) => void,
  abort: (code: number) => void = process.exit,
): Interruptions {
  let interrupted = false
  const raise = (signal: Interruption): void => {
    if (interrupted) return abort(exitCode(signal))
    interrupted = true
    onFirst(signal)
  }
  const listeners = SIGNALS.map((signal) => [signal, () => raise(signal)] as const)
  for (const [signal, listener] of listeners) process.on(signal, listener)
  return {
    raise,
    dispose: () => {
      for (const [signal, listener] of listeners) process.off(signal, listener)
    },
  }
}
