/** The built-in suite: correct applications, in which every alarm is false. */
import type { Scenario } from '../core/drill/index.ts'
import { chunkStoreScenario } from './chunk-store-scenario.ts'
import { estateScenario } from './estate-scenario.ts'
import { fileStoreScenario } from './file-store-scenario.ts'
import { logWriterScenario } from './log-writer-scenario.ts'
import { manifestStoreScenario } from './manifest-store-scenario.ts'
import { overloaded } from './overloaded.ts'
import { undoStoreScenario } from './undo-store-scenario.ts'
import { walDbScenario } from './wal-db-scenario.ts'

export const suite: readonly Scenario[] = [
  walDbScenario('wal-db'),
  walDbScenario('wal-db/no-writer', { writer: false }),
  walDbScenario('wal-db/overload', {}, overloaded),
  logWriterScenario('log-writer/always'),
  logWriterScenario('log-writer/interval', { policy: 'interval', syncs: true }),
  logWriterScenario('log-writer/none', { policy: 'none' }),
  logWriterScenario('log-writer/sync', { policy: 'none', syncs: true }),
  logWriterScenario('log-writer/ring', { policy: 'interval', recycle: true, syncs: true }),
  manifestStoreScenario('manifest-store'),
  undoStoreScenario('undo-store'),
  chunkStoreScenario('chunk-store'),
  fileStoreScenario('file-store'),
  fileStoreScenario('file-store/posix', { disk: { size: '1MiB', mount: 'posix' } }),
  estateScenario('estate'),
]
