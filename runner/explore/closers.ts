/** What has to be closed at the end, also where the end comes while it is still being opened. */
export type Close = () => unknown

export interface Closers {
  /** Closes it at once where the end has come already. @throws EndedError then: nothing more is to be opened */
  add(close: Close): void
  /** @throws EndedError where the end has come */
  goOn(): void
  /** The last one first; each once. */
  closeAll(): Promise<void>
}

export class EndedError extends Error {
  override readonly name = 'EndedError'
}

export function keepClosers(): Closers {
  const open: Close[] = []
  let ended = false
  const goOn = (): void => {
    if (ended) throw new EndedError('the end came while it was being opened')
  }
  return {
    add(close) {
      if (ended) void close()
      else open.push(close)
      goOn()
    },
    goOn,
    async closeAll() {
      ended = true
      for (let close = open.pop(); close; close = open.pop()) await close()
    },
  }
}
