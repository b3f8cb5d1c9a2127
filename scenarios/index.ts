/**
 * `seeddrill/apps`: the built-in applications, the scenarios over them, and the zoo of planted
 * defects that shows what the tester finds.
 * @module seeddrill/apps
 */
export { logWriter } from './log-writer/index.ts'
export type { LogWriterAppOptions } from './log-writer/index.ts'
export { walDb } from './wal-db/index.ts'
export type { WalDbAppOptions } from './wal-db/index.ts'
export { suite } from './suite.ts'
export { canary, estateZoo, zoo, ZOO_AREAS } from './zoo/index.ts'
export type { EstateBug, EstateCase, ZooArea, ZooBug } from './zoo/index.ts'
