/** Bugs of backups: F32, F33 and F35 of the failure catalogue. */
import { backupPolicies, backupVaults } from '../../../core/backup/index.ts'
import type { BackupPolicy } from '../../../core/backup/index.ts'
import { strategies } from '../../../core/drill/estate/index.ts'
import { estateBug } from '../estate-bug.ts'
import type { EstateBug, EstateCase, EstateExchange } from '../estate-bug.ts'
import { minutes, oneDatabase, stated } from './parts.ts'

const HOUR = 60
const DAY_SECONDS = 86_400
const AZURE = 'Azure Backup documentation'

const { restore, consistency } = backupPolicies.enhanced

/** Nothing of a restore is left to chance but what is wrong with it. */
const policy: BackupPolicy = {
  ...backupPolicies.enhanced,
  startDelay: minutes(5),
  restore: {
    ...restore,
    peakOneIn: 0,
    initiate: minutes(1), queue: minutes(1), createDisks: minutes(1), createMachine: minutes(1), network: minutes(1), snapshotCurrent: minutes(1),
    peakQueue: minutes(10),
    resolveIdentity: minutes(4 * HOUR),
  },
}
const { vault } = strategies['backup-enhanced'].backup
const enhanced = stated({ backup: { policy, vault } })

const copied: EstateCase = {
  estate: oneDatabase('zoo/twin/backup/second-region', { objectives: { rpoSeconds: 3 * DAY_SECONDS, rtoSeconds: DAY_SECONDS } }),
  strategy: enhanced,
  kinds: ['region-loss'],
  disasters: 1,
  quietDays: 3,
}

const beside: EstateCase = {
  estate: oneDatabase('zoo/twin/backup/beside', { objectives: { rpoSeconds: DAY_SECONDS, rtoSeconds: 4 * 3_600 } }),
  strategy: stated({ backup: { policy, vault, isolatedNetwork: true } }),
  kinds: ['accidental-deletion'],
  disasters: 1,
  quietDays: 1,
}

/** The tool of the database backs up its log every half hour. */
const chained: EstateCase = {
  estate: oneDatabase('zoo/twin/backup/log-chain', { logBackupEverySeconds: 1_800, objectives: { rpoSeconds: 5 * 3_600, rtoSeconds: DAY_SECONDS } }),
  strategy: stated({ backup: { policy: { ...policy, consistency: { ...consistency, vss: 'copy' } }, vault } }),
  kinds: ['machine-loss'],
  disasters: 1,
  quietDays: 1,
}

type About = Pick<EstateBug, 'id' | 'summary' | 'source' | 'expected'>

const row = (twin: EstateCase, exchange: EstateExchange, about: About): EstateBug =>
  estateBug({ ...about, area: 'backup', app: 'estate', twin, exchange })

export const backupBugs: readonly EstateBug[] = [
  row(copied, { strategy: stated({ backup: { policy, vault: backupVaults.local } }) }, {
    id: 'no-copy-outside-the-region',
    summary: 'F32: there are snapshots, and no copy of them was anywhere else when their region was lost',
    source: `${AZURE}, vault redundancy`,
    expected: ['service-down'],
  }),
  row(beside, { strategy: enhanced }, {
    id: 'restored-onto-itself',
    summary: 'F33: a machine is restored into the network in which its source still runs, with its name and address',
    source: `${AZURE}, "Restore virtual machines"`,
    expected: ['rto-exceeded'],
  }),
  row(chained, { strategy: enhanced }, {
    id: 'log-chain-broken',
    summary: 'F35: backups in full mode break the chain of the tool that backs up the log, which nobody notices until it is needed',
    source: `${AZURE}, VSS full and copy backups`,
    expected: ['rpo-exceeded'],
  }),
]
