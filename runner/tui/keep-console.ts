/** What is printed while a view has the terminal would be lost with the view's screen: it is kept, and printed after it. */
import { Console } from 'node:console'
import { Writable } from 'node:stream'

export interface KeptConsole {
  /** Gives the console back, and prints with it what was kept. */
  release(): void
}

export function keepConsole(): KeptConsole {
  const before = globalThis.console
  const kept: string[] = []
  const sink = new Writable({
    decodeStrings: false,
    write(text: string, _, done) {
      kept.push(text)
      done()
    },
  })
  globalThis.console = new Console(sink)
  return {
    release() {
      globalThis.console = before
      if (kept.length > 0) before.log(kept.join('').trimEnd())
    },
  }
}
