/** `seeddrill/vitest`: drills as tests. */
export { DrillFailure, drillTest } from './drill-test.ts'
export type { DrillTestOptions } from './drill-test.ts'
