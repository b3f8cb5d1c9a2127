/** The rules of the Trace Event Format that a viewer relies on, as strictly as they can be read. */

export interface AnyEvent {
  readonly [field: string]: unknown
  readonly ph: string
}

const COMMON = ['name', 'ph', 'pid', 'tid', 'ts']
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  M: ['args'], X: ['cat', 'dur'], B: ['cat'], E: [], b: ['cat', 'id'], e: ['cat', 'id'], i: ['cat', 's'], C: ['args'], s: ['cat', 'id'], t: ['cat', 'id'], f: ['cat', 'id'],
}
const METADATA: Readonly<Record<string, string>> = {
  process_name: 'name', process_labels: 'labels', process_sort_index: 'sort_index', thread_name: 'name', thread_sort_index: 'sort_index',
}

/** One sentence for each rule that is broken. */
export function brokenRules(document: { readonly traceEvents: readonly AnyEvent[]; readonly displayTimeUnit?: unknown }): string[] {
  const { traceEvents: events, displayTimeUnit } = document
  return [
    ...(displayTimeUnit === 'ms' || displayTimeUnit === 'ns' ? [] : ['displayTimeUnit is neither ms nor ns']),
    ...events.flatMap(brokenEvent),
    ...events.flatMap((event, at) => (at > 0 && event.ph !== 'M' && Number(event['ts']) < Number(events[at - 1]!['ts']) ? [`event ${at} is earlier than the one before it`] : [])),
    ...byKey(events, ['b', 'e'], ({ pid, cat, id }) => `${String(pid)} ${String(cat)} ${String(id)}`).flatMap(brokenPair),
    ...byKey(events, ['s', 't', 'f'], ({ pid, cat, id }) => `${String(pid)} ${String(cat)} ${String(id)}`).flatMap(brokenFlow),
    ...byKey(events, ['X', 'B', 'E'], ({ pid, tid }) => `${String(pid)}/${String(tid)}`).flatMap(brokenNesting),
  ]
}

function brokenEvent(event: AnyEvent, at: number): string[] {
  const own = FIELDS[event.ph]
  if (!own) return [`event ${at} has the unknown phase ${event.ph}`]
  const missing = [...COMMON, ...own].filter((field) => event[field] === undefined)
  const numbers = ['ts', 'dur', 'pid', 'tid'].filter((field) => event[field] !== undefined && !(Number.isInteger(event[field]) && Number(event[field]) >= 0))
  const counts = event.ph === 'C' ? Object.values(event['args'] as object).filter((value) => !(Number.isFinite(value) && Number(value) >= 0)) : []
  const scope = event.ph === 'i' && !['g', 'p', 't'].includes(String(event['s'])) ? [`event ${at} has no scope`] : []
  const argument = METADATA[String(event['name'])]
  const metadata = event.ph === 'M' && !(argument && (event['args'] as AnyEvent)[argument] !== undefined) ? [`event ${at} is no metadata that is known`] : []
  return [...missing.map((field) => `event ${at} has no ${field}`), ...numbers.map((field) => `event ${at}: ${field} is no whole number`), ...counts.map(() => `event ${at} counts what is no number`), ...scope, ...metadata]
}

function byKey(events: readonly AnyEvent[], phases: readonly string[], keyOf: (event: AnyEvent) => string): (readonly [string, readonly AnyEvent[]])[] {
  const groups = new Map<string, AnyEvent[]>()
  for (const event of events) {
    if (!phases.includes(event.ph)) continue
    const key = keyOf(event)
    groups.set(key, [...(groups.get(key) ?? []), event])
  }
  return [...groups]
}

function brokenPair([key, events]: readonly [string, readonly AnyEvent[]]): string[] {
  return events.map(({ ph }) => ph).join('') === 'be' && events[0]!['name'] === events[1]!['name'] ? [] : [`${key} is not begun once and then ended once`]
}

function brokenFlow([key, events]: readonly [string, readonly AnyEvent[]]): string[] {
  return /^st*f$/.test(events.map(({ ph }) => ph).join('')) ? [] : [`flow ${key} has no start or no finish`]
}

/** Slices of a thread lie one in another or apart; what is begun is ended. */
function brokenNesting([key, events]: readonly [string, readonly AnyEvent[]]): string[] {
  const open: number[] = []
  const broken: string[] = []
  for (const event of events) {
    const ts = Number(event['ts'])
    if (event.ph !== 'E') while (open.length > 0 && open.at(-1)! <= ts) open.pop()
    if (event.ph === 'E' && open.pop() !== Infinity) broken.push(`${key} ends at ${ts} what was not begun`)
    if (event.ph === 'B') open.push(Infinity)
    if (event.ph !== 'X') continue
    const end = ts + Number(event['dur'])
    if (open.length > 0 && end > open.at(-1)!) broken.push(`${key}: the slice at ${ts} crosses another`)
    open.push(end)
  }
  return open.includes(Infinity) ? [...broken, `${key} does not end what was begun`] : broken
}
