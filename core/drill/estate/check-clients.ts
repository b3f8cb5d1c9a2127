/** Refuses clients that could look up no name. */
import type { DnsClientGroup } from '../../net/index.ts'
import { shortText } from '../text.ts'

const FIELDS: Readonly<Record<keyof DnsClientGroup, true>> = { count: true, everyUs: true, hold: true, resolver: true }
/** Each is simulated by itself. */
const MOST_CLIENTS = 100_000

/** @throws TypeError or RangeError that names the group and the field */
export function checkClients(where: string, groups: readonly DnsClientGroup[]): void {
  if (!Array.isArray(groups) || groups.length === 0)
    throw new TypeError(`${where} must be a list of at least one group like { count: 20, everyUs: 10_000_000 }, got ${shortText(groups)}`)
  groups.forEach((group: DnsClientGroup | null, index) => checkGroup(`${where}[${index}]`, group))
}

function checkGroup(where: string, group: DnsClientGroup | null): void {
  if (typeof group !== 'object' || group === null) throw new TypeError(`${where} must be like { count: 20, everyUs: 10_000_000 }, got ${shortText(group)}`)
  const unknown = Object.keys(group).find((field) => !Object.hasOwn(FIELDS, field))
  if (unknown !== undefined) throw new TypeError(`${where}: there is no field ${shortText(unknown)}; the fields are ${Object.keys(FIELDS).join(', ')}`)
  const { count, everyUs, hold = 'ttl', resolver } = group
  if (!(isWhole(count, 1) && count <= MOST_CLIENTS))
    throw new RangeError(`${where}.count must be a whole number from 1 to ${MOST_CLIENTS}, got ${shortText(count)}`)
  if (!isWhole(everyUs, 1)) throw new RangeError(`${where}.everyUs must be a whole number of microseconds ≥ 1, got ${shortText(everyUs)}`)
  if (hold !== 'ttl' && hold !== 'for-ever' && !isWhole((hold as { readonly atLeastUs?: unknown } | null)?.atLeastUs, 0))
    throw new RangeError(`${where}.hold must be ttl, for-ever or { atLeastUs } of whole microseconds ≥ 0, got ${shortText(hold)}`)
  if (resolver !== undefined && typeof resolver !== 'string') throw new TypeError(`${where}.resolver must be a name, got ${shortText(resolver)}`)
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least
}
