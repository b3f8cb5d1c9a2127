/** What has to be closed at the end, also where the end comes while it is still being opened. */
export type Close = () => unknown

export interface Closers {
  /** Closes it at once where the end has come already. */
  add(close: Close): void
  /** The last one first; each once. */
  closeAll(): Promise<void>
}

export function keepClosers(): Closers {
  const open: Close[] = []
  let ended = false
  return {
    add(close) {
      if (ended) void close()
      else open.push(close)
    },
    async closeAll() {
      ended = true
      for (let close = open.pop(); close; close = open.pop()) await close()
    },
  }
}
