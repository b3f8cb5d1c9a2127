/** The bugs that can be planted in the mirror. Every switch is consulted in exactly one place. */
export const MIRRORED_PAGES_DEFECTS = {
  'misdirected-write': 'the checksum of a page does not cover its address: a page that landed elsewhere passes for the one there',
} as const satisfies Readonly<Record<string, string>>

/** One planted bug. */
export type MirroredPagesDefect = keyof typeof MIRRORED_PAGES_DEFECTS
