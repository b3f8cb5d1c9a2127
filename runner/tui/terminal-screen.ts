/**
 * A screen of its own for what fills the terminal: what was on the terminal before is there again after it, however it ends. Ink leaves
 * this to its users, and does not clear what a resize leaves behind.
 */

/** Sequences of xterm (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html): DECSET 1049, ED 2 with CUP, DECTCEM, SGR 0. */
const ENTER = '\u001b[?1049h\u001b[2J\u001b[H'
const CLEAR = '\u001b[2J\u001b[H'
const LEAVE = '\u001b[0m\u001b[?25h\u001b[?1049l'

export interface ScreenStreams {
  readonly stdout: {
    write(text: string): unknown
    prependListener(event: 'resize', listener: () => void): unknown
    off(event: 'resize', listener: () => void): unknown
  }
  readonly stdin: { readonly isRaw?: boolean; setRawMode?(raw: boolean): unknown }
}

export interface OwnScreen {
  /** Before something else is drawn than what was begun. */
  clear(): void
  /** As often as wanted: only the first call does something. */
  restore(): void
}

export function enterScreen({ stdout, stdin }: ScreenStreams): OwnScreen {
  let entered = true
  // Before Ink hears of it and draws anew.
  const clear = (): void => void stdout.write(CLEAR)
  const restore = (): void => {
    if (!entered) return
    entered = false
    stdout.off('resize', clear)
    process.off('exit', restore)
    if (stdin.isRaw) stdin.setRawMode?.(false)
    stdout.write(LEAVE)
  }
  stdout.write(ENTER)
  stdout.prependListener('resize', clear)
  // Whoever ends the process at once ends it here, too.
  process.on('exit', restore)
  return { clear, restore }
}
