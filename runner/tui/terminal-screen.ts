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
  /** Shows what was there before, until {@link takeUp}. */
  putAside(): void
  takeUp(): void
  /** Whoever draws next begins at the top. */
  clear(): void
  /** As often as wanted: only the first call does something. */
  restore(): void
}

export function enterScreen({ stdout, stdin }: ScreenStreams): OwnScreen {
  let entered = false
  let ended = false
  // Before Ink hears of it and draws anew.
  const onResize = (): void => void stdout.write(CLEAR)
  const clear = (): void => void (entered && stdout.write(CLEAR))
  const takeUp = (): void => {
    if (entered || ended) return
    entered = true
    stdout.write(ENTER)
    stdout.prependListener('resize', onResize)
  }
  const putAside = (): void => {
    if (!entered) return
    entered = false
    stdout.off('resize', onResize)
    if (stdin.isRaw) stdin.setRawMode?.(false)
    stdout.write(LEAVE)
  }
  const restore = (): void => {
    ended = true
    process.off('exit', restore)
    putAside()
  }
  takeUp()
  // Whoever ends the process at once ends it here, too.
  process.on('exit', restore)
  return { putAside, takeUp, clear, restore }
}
