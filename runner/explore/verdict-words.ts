/** What came of a branch, as a person calls it: word, sign and colour together. */
import type { Branch, SweptInstant } from '../../core/drill/explore/branch.ts'
import type { Glyphs } from '../tui/glyphs.ts'
import type { Tone } from '../tui/palette.ts'

export type BranchVerdict = Branch['verdict'] | SweptInstant['worst']

const MILD: Readonly<Record<string, { readonly words: string; readonly tone: Tone; readonly sign: (glyphs: Glyphs) => string }>> = {
  ok: { words: 'recovers', tone: 'ok', sign: ({ ok }) => ok },
  inconclusive: { words: 'inconclusive', tone: 'warn', sign: () => '?' },
  'not-applicable': { words: 'nothing to recover from', tone: 'muted', sign: ({ quiet }) => quiet },
}

export const isFailing = (verdict: BranchVerdict): boolean => !Object.hasOwn(MILD, verdict)
export const verdictWords = (verdict: BranchVerdict): string => MILD[verdict]?.words ?? verdict
export const verdictTone = (verdict: BranchVerdict): Tone => MILD[verdict]?.tone ?? 'fail'
export const verdictSign = (verdict: BranchVerdict, glyphs: Glyphs): string => MILD[verdict]?.sign(glyphs) ?? glyphs.bad
