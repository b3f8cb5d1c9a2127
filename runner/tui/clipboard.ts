/** The clipboard of a terminal, by OSC 52 (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). */

/** A terminal need not take more: what is longer is cut off by some, and ignored by others. */
const MOST_COPIED_CHARACTERS = 74_000

export interface Copied {
  readonly ok: boolean
  /** For the person who asked. */
  readonly words: string
}

/** @param write to the terminal, beside what is drawn */
export function copyToClipboard(text: string, write: (sequence: string) => void): Copied {
  if (text.length > MOST_COPIED_CHARACTERS) return { ok: false, words: 'it is too long for the clipboard of a terminal; it is printed when you leave' }
  write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`)
  return { ok: true, words: 'copied, if the terminal lets programs do so' }
}
