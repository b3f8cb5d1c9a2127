/** What the database states of itself: what a campaign should have seen of it, and what is always so. */
import type { AppContext } from '../../core/machine/app.ts'
import type { Properties } from '../../core/machine/properties.ts'

export const WAL_DB_PROPERTIES = {
  'the log wraps round': 'sometimes',
  'a checkpoint overlaps a transaction': 'sometimes',
  'the redo point never goes back': 'always',
  'recovery redoes records': 'reachable',
  'recovery repairs a torn page': 'reachable',
} as const satisfies Properties

export type WalDbContext = AppContext<'wal' | 'data', typeof WAL_DB_PROPERTIES>
