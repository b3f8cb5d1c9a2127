/**
 * `seeddrill/apps`: the built-in applications, the scenarios over them, and the planted defects that
 * show what the tester finds.
 */
export { logWriter } from './log-writer/index.ts'
export type { LogWriterAppOptions } from './log-writer/index.ts'
export { walDb } from './wal-db/index.ts'
export type { WalDbAppOptions } from './wal-db/index.ts'
export { planted } from './planted.ts'
export type { PlantedDefect } from './planted.ts'
export { suite } from './suite.ts'
