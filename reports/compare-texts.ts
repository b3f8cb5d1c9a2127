/** Everything that `compare` and `advise` say, by language. */
import { ENGLISH } from './compare-texts-en.ts'
import { JAPANESE } from './compare-texts-ja.ts'

export const LANGUAGES = ['en', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]

export type Unit = 's' | 'min' | 'h' | 'd'

/** Every language has every text. */
export type CompareTexts = typeof ENGLISH

export const COMPARE_TEXTS: Readonly<Record<Language, CompareTexts>> = { en: ENGLISH, ja: JAPANESE }
