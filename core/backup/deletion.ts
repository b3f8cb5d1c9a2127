/** Who may destroy backups, and how thoroughly. */
import type { BackupVault } from './vault.ts'

/**
 * `operator`: by mistake. `attacker`: with the rights of a backup operator, who can delete and not configure.
 * `vault-administrator`: an attacker who first switches off whatever protection can be switched off.
 */
export type Deleter = 'operator' | 'attacker' | 'vault-administrator'

export type DeleteOutcome =
  /** When the items are gone for good; null: they are gone now. */
  | { readonly ok: true; readonly recoverableUntilUs: number | null }
  | { readonly ok: false; readonly reason: 'immutable' | 'nothing-to-delete' }

type Protection = Pick<BackupVault, 'immutability' | 'softDelete'>

/** What of the vault's protection is left once this deleter has begun. */
export function protectionAgainst(by: Deleter, { immutability, softDelete }: Protection): Protection {
  if (by !== 'vault-administrator') return { immutability, softDelete }
  return {
    immutability: immutability === 'locked' ? 'locked' : 'off',
    softDelete: softDelete.state === 'always-on' ? softDelete : { ...softDelete, state: 'off' },
  }
}
