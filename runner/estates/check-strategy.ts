/** The check of a strategy that a user's file states, before anything runs. */
import { checkBackupPolicy, checkBackupVault } from '../../core/backup/index.ts'
import { ESTATE_CHOICES } from '../../core/drill/estate/index.ts'
import type { Strategy } from '../../core/drill/estate/index.ts'
import { checkPolicy } from '../../core/replication/index.ts'
import { messageOf } from '../usage-error.ts'

const FIELDS = ['id', 'title', 'replication', 'backup']

/** @throws Error that names the strategy and the field */
export function checkStrategy(strategy: Strategy): void {
  const { id, title, replication, backup } = strategy
  const fail = (what: string): never => {
    throw new Error(`strategy ${id}: ${what}`)
  }
  if (typeof id !== 'string' || !/^[\w.+-]{1,40}$/.test(id)) fail('id must be a short name like "asr-hourly", of letters, digits, "-", "_", "." and "+"')
  if (typeof title !== 'string' || title === '') fail('title must be a text')
  const unknown = Object.keys(strategy).find((field) => !FIELDS.includes(field))
  if (unknown !== undefined) fail(`there is no field ${unknown}; the fields are ${FIELDS.join(', ')}`)
  if (replication) {
    if (!ESTATE_CHOICES.includes(replication.choice)) fail(`replication.choice must be one of ${ESTATE_CHOICES.join(', ')}`)
    const { excludedDisks = [] } = replication
    if (!Array.isArray(excludedDisks) || !excludedDisks.every((disk) => typeof disk === 'string')) fail('replication.excludedDisks must be a list like ["db/data"]')
    refused(fail, 'replication.policy', () => checkPolicy(replication.policy))
  }
  if (backup) {
    if (!['undefined', 'boolean'].includes(typeof backup.isolatedNetwork)) fail('backup.isolatedNetwork must be true or false')
    refused(fail, 'backup.policy', () => checkBackupPolicy(backup.policy))
    refused(fail, 'backup.vault', () => checkBackupVault(backup.vault))
  }
}

function refused(fail: (what: string) => never, field: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    fail(`${field}: ${messageOf(error)}`)
  }
}
