/**
 * `seeddrill/vitest`: drills as tests.
 * @module seeddrill/vitest
 */
export { DrillFailure, drillTest } from './drill-test.ts'
export type { DrillTestOptions } from './drill-test.ts'
