/** The check of a strategy that a user's file states, before anything runs. */
import { checkBackupPolicy, checkBackupVault } from '../../core/backup/index.ts'
import type { Strategy } from '../../core/drill/estate/index.ts'
import { NAMED_CHOICES } from '../../core/failover/choice.ts'
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
    if (!NAMED_CHOICES.includes(replication.choice)) fail(`replication.choice must be one of ${NAMED_CHOICES.join(', ')}`)
    refused(fail, 'replication.policy', () => checkPolicy(replication.policy))
  }
  if (backup) {
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
