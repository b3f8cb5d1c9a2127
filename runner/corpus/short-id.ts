/** Names of saved failures: short enough to type, safe as names of files. */

/** Windows has devices of these names in every folder. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** `ledger/failover` → `ledger-failover`. Two scenarios may share one: the fingerprint tells them apart. */
export function slugOf(scenario: string): string {
  const slug = scenario.replace(/[^\w.+-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '')
  return slug === '' || DEVICES.test(slug) ? `scenario-${slug}` : slug
}

/**
 * `ledger-failover-7f3a9c`.
 * @param nth from 2 on: another failure of the same fingerprint, saved while the one before no longer fails
 */
export function shortId(scenario: string, fingerprint: string, nth = 1): string {
  return `${slugOf(scenario)}-${nameOf(fingerprint, nth)}`
}

/** Of the file, without its extension. */
export const nameOf = (fingerprint: string, nth: number): string => (nth === 1 ? fingerprint : `${fingerprint}-${nth}`)
