/** A mark in a word or two, with the sign of its kind or of what became of it. */
import type { PictureLane, PictureMark } from '../../../core/drill/explore/picture.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Tone } from '../../tui/palette.ts'
import { isFaulty } from '../picture-index.ts'

const STATE_SIGNS: Readonly<Partial<Record<NonNullable<PictureMark['state']>, string>>> = {
  failed: 'x', unknown: '?', lost: '-', torn: '%', lying: '!', 'not-in-copy': '-',
}
const GOOD: ReadonlySet<string> = new Set<PictureMark['kind']>(['ack', 'recovered', 'boot'])
const POINTS: ReadonlySet<string> = new Set<PictureMark['kind']>(['point', 'tag', 'freeze', 'thaw'])
const REQUESTS: ReadonlySet<string> = new Set<PictureMark['kind']>(['write', 'discard', 'write-zeroes', 'flush'])

export const markSign = ({ kind, state }: PictureMark, { marks }: Glyphs): string => (state && STATE_SIGNS[state]) ?? marks[kind]

export function markTone(mark: PictureMark): Tone {
  if (isFaulty(mark)) return 'fail'
  if (mark.state === 'unknown') return 'warn'
  if (GOOD.has(mark.kind)) return 'ok'
  if (POINTS.has(mark.kind)) return 'accent'
  return REQUESTS.has(mark.kind) ? 'plain' : 'muted'
}

/** What the sign says, or the label, needs no word. */
const WORDS: Readonly<Partial<Record<PictureMark['kind'], string>>> = { submit: 'asks', ack: 'answered', tag: 'tag', point: 'point' }

/** `W41 wal commit`, `asks transfer 3 → 5`. */
export function markWords({ kind, name, label }: PictureMark): string {
  const what = kind === 'flush' ? `${name ?? ''} flush`.trim() : kind === 'span' && label !== '' ? '' : (name ?? WORDS[kind] ?? kind)
  return label === '' || label === what ? what : `${what} ${label}`.trim()
}

/** Lanes of what was booted after a crash stand behind an arrow. */
export const laneName = ({ name, side }: PictureLane): string => (side === 'recovered' ? `↳ ${name}` : name)
