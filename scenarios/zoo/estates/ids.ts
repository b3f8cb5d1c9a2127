/** Who numbers what is told outside: a bug that no F of the failure catalogue names. */
import { committed } from '../../../core/index.ts'
import type { AppContext, Scenario } from '../../../core/index.ts'
import type { WalDb } from '../../wal-db/index.ts'
import { policies } from '../../../core/replication/policies.ts'
import { estateBug } from '../estate-bug.ts'
import type { EstateBug, EstateCase } from '../estate-bug.ts'
import { database, oneDatabase, stated } from './parts.ts'

type Numbered = WalDb & { readonly idOf: (position: number) => string }

/** The database, and how it calls what it has committed. */
function numbering(idsOf: (context: Pick<AppContext, 'random'>) => Numbered['idOf']) {
  const plain = database()
  return { ...plain, boot: async (context: Parameters<typeof plain.boot>[0]) => Object.assign(await plain.boot(context), { idOf: idsOf(context) }) }
}

const PREFIXES = 2 ** 32

/** Under a prefix that each start draws, so that nothing depends on what was lost. */
const byPrefix = numbering(({ random }) => {
  const prefix = random.below(PREFIXES)
  return (position) => `${prefix}-${position}`
})

/** From the end of the log on, wherever it is. */
const byPosition = numbering(() => (position) => String(position))

const NAME = 'zoo/twin/failover/ids'
const plain = oneDatabase(NAME)

interface Put {
  readonly key: number
  readonly value: string
}

const numbered: Scenario = {
  ...plain.scenario,
  machines: { db: byPrefix },
  async apply(machines, { key, value }: Put) {
    const db = machines['db'] as Numbered
    const { position } = await db.transact([{ key, value }])
    return committed(position, { id: db.idOf(position) })
  },
}

const told: EstateCase = {
  estate: oneDatabase(NAME, {
    scenario: numbered,
    // One a minute, of which the last minutes are lost.
    operationsPerHour: 60,
    toldOutside: (_: never, { id }: { readonly id: string }) => id,
    objectives: { rpoSeconds: 900, rtoSeconds: 3_600, uniqueIds: true },
  }),
  strategy: stated({ replication: { policy: { ...policies.asr, appPointIntervalUs: 0 }, choice: 'latest-processed' } }),
  kinds: ['region-loss'],
  disasters: 1,
  quietDays: 0.25,
}

export const idsBugs: readonly EstateBug[] = [
  estateBug({
    id: 'ids-from-what-was-lost',
    area: 'failover',
    app: 'estate',
    summary: 'ids are counted on from what came back, so that after a loss systems outside hear of others under ids that they know',
    source: 'MySQL worklog 6204, of bug 199: InnoDB counted on from the highest value that a restart had left',
    expected: ['id-reissued'],
    twin: told,
    exchange: { machines: { db: byPosition } },
  }),
]
