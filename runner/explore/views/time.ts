/** Virtual time in tables: milliseconds with the microseconds behind the point, so that all digits stand below each other. */
const US_PER_MS = 1000

export const ms = (us: number | null): string => (us === null ? '' : (us / US_PER_MS).toFixed(3))

/** With its unit, for sentences: `12.345 ms`, `3.000 s`. */
export { virtualTime } from '../../../reports/virtual-time.ts'
