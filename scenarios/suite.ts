/** The built-in suite: correct applications, in which every alarm is false. */
import type { Scenario } from '../core/drill/index.ts'
import { chunkStoreScenario } from './chunk-store-scenario.ts'
import { estateScenario } from './estate-scenario.ts'
import { fileStoreScenario } from './file-store-scenario.ts'
import { logWriterScenario } from './log-writer-scenario.ts'
import { manifestStoreScenario } from './manifest-store-scenario.ts'
import { policies } from '../core/replication/policies.ts'
import type { ReplicationPolicy } from '../core/replication/policy.ts'
import { undoStoreScenario } from './undo-store-scenario.ts'
import { walDbScenario } from './wal-db-scenario.ts'

const KIB = 1024

/**
 * A driver with little memory behind a link that loses messages and is cut for a while: write order is lost
 * to the bitmap and regained by resync, and there is no point in between.
 */
const overloaded: ReplicationPolicy = {
  ...policies.fast,
  memory: { highWaterBytes: 24 * KIB, lowWaterBytes: 8 * KIB, maximumMetadataSectors: 16 },
  resync: { ...policies.fast.resync, chunkBytes: 8 * KIB },
  uplink: {
    ...policies.fast.uplink,
    link: { ...policies.fast.uplink.link, retransmissionTimeoutUs: 2000 },
    faults: [
      { kind: 'loss', fromUs: 0, toUs: null, oneIn: 20 },
      { kind: 'partition', fromUs: 12_000, toUs: 18_000 },
    ],
  },
}

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
