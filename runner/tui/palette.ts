/** Colours by meaning: six tokens of the sixteen colours, and two weights. No meaning is told by colour alone. */
import type { Colors } from 'picocolors/types.js'

export type Tone = 'plain' | 'strong' | 'ok' | 'fail' | 'warn' | 'muted' | 'accent' | 'cursor'

export type Palette = Readonly<Record<Tone, (text: string) => string>>

export const paletteOf = (colors: Colors): Palette => ({
  plain: (text) => text,
  strong: colors.bold,
  ok: colors.green,
  fail: colors.red,
  warn: colors.yellow,
  muted: colors.dim,
  accent: colors.cyan,
  cursor: colors.inverse,
})
