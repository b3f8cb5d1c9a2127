/** Names of what a comparison speaks of, in its language; what has no name there keeps its own. */
import type { CompareTexts } from './compare-texts.ts'
import type { CompareEstate } from './compare.ts'
import { plain } from './format.ts'

export function nameIn(names: Readonly<Record<string, string>>, id: string): string {
  return Object.hasOwn(names, id) ? names[id]! : plain(id)
}

/** What an estate is: of a user's in their own words, of a built-in one in the language. */
export function summaryOf({ name, file, summary }: Pick<CompareEstate, 'name' | 'file' | 'summary'>, { names: { summaries } }: CompareTexts): string {
  return file === null && Object.hasOwn(summaries, name) ? summaries[name]! : plain(summary)
}

/** Of a step, by its id: `orders/os-boot`, `by-hand/dns`, `group-2/after/1`, `attempt-2/…`. */
export function stepName(id: string, texts: CompareTexts): string {
  const [, number, rest] = /^attempt-(\d+)\/(.*)$/.exec(id) ?? []
  if (number !== undefined) return texts.attemptOf(number, stepName(rest!, texts))
  const parts = id.split('/')
  if (parts[0] === 'by-hand' && parts.length > 1) return texts.byHand(nameIn(texts.names.items, parts[1]!))
  if (/^group-\d+$/.test(parts[0]!)) return texts.inPlan(plain(id))
  const last = parts.at(-1)!
  const word = Object.hasOwn(texts.names.steps, last) ? texts.names.steps[last]! : plain(last.replaceAll('-', ' '))
  const owner = parts.slice(0, -1).join('/')
  return owner === '' || owner === 'clients' ? word : texts.stepOf(plain(owner), word)
}
