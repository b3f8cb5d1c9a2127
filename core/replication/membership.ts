/** Who may belong to a consistency group, and what that binds its members to. */
import type { Disk } from '../block/disk.ts'
import type { Machine } from '../machine/machine.ts'
import { MAXIMUM_GROUP_MACHINES } from './policy.ts'
import type { ReplicationPolicy } from './policy.ts'

export type Addition =
  | { readonly ok: true }
  /** `protected`: it is replicated already. `group-full`: no room. `machine-down`: nothing can be copied. */
  | { readonly ok: false; readonly reason: 'protected' | 'group-full' | 'machine-down' }

export type FailoverScope =
  | { readonly ok: true; readonly machines: readonly string[] }
  /** Members of a group do not fail over one by one. */
  | { readonly ok: false; readonly reason: 'group-member'; readonly group: readonly string[] }

/** @param machines that the group would have */
export function addability(
  { groups, maximumGroupMachines = MAXIMUM_GROUP_MACHINES }: ReplicationPolicy,
  machines: number,
  { group }: Machine,
  devices: readonly Disk[],
): Addition {
  if (devices.some(({ onWriteCompleted }) => onWriteCompleted)) return { ok: false, reason: 'protected' }
  if (groups && machines > maximumGroupMachines) return { ok: false, reason: 'group-full' }
  return group ? { ok: true } : { ok: false, reason: 'machine-down' }
}

export function memberScope(
  { groups }: ReplicationPolicy,
  members: readonly string[],
  chosen: readonly string[],
): FailoverScope {
  const whole = !groups || members.every((member) => chosen.includes(member))
  return whole ? { ok: true, machines: chosen } : { ok: false, reason: 'group-member', group: members }
}
