/** Strategies in few characters: what is like a preset is written by its name and by what differs. */
import { backupPolicies, backupVaults } from '../../core/backup/index.ts'
import { strategies } from '../../core/drill/estate/index.ts'
import type { Strategy } from '../../core/drill/estate/index.ts'
import { policies } from '../../core/replication/index.ts'

type Fields = Readonly<Record<string, unknown>>

interface Packed {
  readonly like: string
  readonly with?: Fields
}

export function packStrategy(strategy: Strategy): unknown {
  const whole = packLike(strategies, strategy)
  if (whole && !whole.with) return whole
  const { replication, backup, ...rest } = strategy
  return {
    ...rest,
    ...(replication ? { replication: { ...replication, policy: packLike(policies, replication.policy) ?? replication.policy } } : {}),
    ...(backup
      ? { backup: { ...backup, policy: packLike(backupPolicies, backup.policy) ?? backup.policy, vault: packLike(backupVaults, backup.vault) ?? backup.vault } }
      : {}),
  }
}

/** What is packed wrongly comes out as no strategy, which its check says. */
export function unpackStrategy(packed: unknown): Strategy {
  const whole = unpackLike(strategies, packed) as Strategy
  const { replication, backup } = whole
  return {
    ...whole,
    ...(replication ? { replication: { ...replication, policy: unpackLike(policies, replication.policy) as typeof replication.policy } } : {}),
    ...(backup
      ? { backup: { ...backup, policy: unpackLike(backupPolicies, backup.policy) as typeof backup.policy, vault: unpackLike(backupVaults, backup.vault) as typeof backup.vault } }
      : {}),
  }
}

/** The preset that it differs from in the fewest fields; null when none has fields that it does not have. */
function packLike(presets: Readonly<Record<string, object>>, value: object): Packed | null {
  const candidates = Object.entries(presets).flatMap(([like, preset]) => {
    if (Object.keys(preset).some((field) => !Object.hasOwn(value, field))) return []
    const changed = Object.entries(value).filter(([field, own]) => JSON.stringify(own) !== JSON.stringify((preset as Fields)[field]))
    return [{ like, changed }]
  })
  const nearest = candidates.sort((one, other) => one.changed.length - other.changed.length)[0]
  if (!nearest) return null
  return nearest.changed.length === 0 ? { like: nearest.like } : { like: nearest.like, with: Object.fromEntries(nearest.changed) }
}

function unpackLike(presets: Readonly<Record<string, object>>, packed: unknown): unknown {
  const { like, with: changed } = (packed ?? {}) as Partial<Packed>
  if (typeof like !== 'string' || !Object.hasOwn(presets, like)) return packed
  return { ...presets[like], ...changed }
}
