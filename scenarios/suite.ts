/** The built-in suite: correct applications, in which every alarm is false. */
import type { Scenario } from '../core/drill/index.ts'
import { estateScenario } from './estate-scenario.ts'
import { logWriterScenario } from './log-writer-scenario.ts'
import { walDbScenario } from './wal-db-scenario.ts'

export const suite: readonly Scenario[] = [
  walDbScenario('wal-db'),
  walDbScenario('wal-db/no-writer', { writer: false }),
  logWriterScenario('log-writer/always'),
  logWriterScenario('log-writer/interval', { policy: 'interval', syncs: true }),
  logWriterScenario('log-writer/none', { policy: 'none' }),
  logWriterScenario('log-writer/sync', { policy: 'none', syncs: true }),
  logWriterScenario('log-writer/ring', { policy: 'interval', recycle: true, syncs: true }),
  estateScenario('estate'),
]
