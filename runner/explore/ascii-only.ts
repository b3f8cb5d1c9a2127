/** Text for terminals that show nothing beside ASCII. */
const SPELLED: Readonly<Record<string, string>> = {
  '·': '-', '…': '...', '→': '->', '↳': '->', '✓': 'ok', '✗': 'x', '×': 'x', '−': '-', '–': '-', '—': '-', '“': '"', '”': '"', '’': "'", '›': '>', '❯': '>', '≥': '>=', '≤': '<=', µ: 'u', '⚑': 'p', '█': '#', '░': '.',
}

/** What has no spelling becomes a question mark. */
export const asciiOnly = (text: string): string => text.replace(/[^\n\x20-\x7e]/gu, (sign) => SPELLED[sign] ?? '?')
