/** What an estate states of a machine, as far as the platform sees it. */
import { PLATFORM_DURATIONS } from '../../failover/index.ts'
import { checkBusyHour } from '../../replication/index.ts'
import type { BusyHour } from '../../replication/index.ts'
import { checkDuration } from '../../sim/index.ts'
import type { DurationModel } from '../../sim/index.ts'
import { shortText } from '../text.ts'
import { checked } from './checked.ts'

export interface EstateMachine {
  readonly os: 'linux' | 'windows'
  /** The size that copies and restores are counted by; the simulated disks are smaller. */
  readonly provisionedGiB: number
  /** What is written a day: transfers to a vault, lines and the limits of replica disks have to carry it. */
  readonly changedGiBPerDay: number
  /** Of its writes: replica disks take more of larger ones. */
  readonly averageWriteKiB: number
  /** The hour of each day in which a part of its own is written. Null: it is written evenly. */
  readonly busyHour: BusyHour | null
  /** Until its caches are warm. Null: it has none. */
  readonly warmUp: DurationModel | null
}

const USUAL_MACHINE: EstateMachine = {
  os: 'linux',
  provisionedGiB: 128,
  changedGiBPerDay: 4,
  averageWriteKiB: 8,
  busyHour: null,
  warmUp: PLATFORM_DURATIONS.cacheWarmUp,
}

/**
 * With defaults for what is left out.
 * @throws TypeError or RangeError that names the machine and the field
 */
export function machinesOf(where: string, ids: readonly string[], given: Readonly<Record<string, Partial<EstateMachine>>>): Record<string, EstateMachine> {
  const unknown = Object.keys(given).find((id) => !ids.includes(id))
  if (unknown !== undefined) throw new RangeError(`${where}: machines.${unknown}: the scenario has no such machine; it has ${ids.join(', ')}`)
  return Object.fromEntries(ids.map((id) => {
    for (const field of Object.keys(given[id] ?? {}))
      if (!Object.hasOwn(USUAL_MACHINE, field))
        throw new TypeError(`${where}: machines.${id}: there is no field ${shortText(field)}; the fields are ${Object.keys(USUAL_MACHINE).join(', ')}`)
    const machine = { ...USUAL_MACHINE, ...given[id] }
    if (machine.os !== 'linux' && machine.os !== 'windows')
      throw new RangeError(`${where}: machines.${id}.os must be linux or windows, got ${shortText(machine.os)}`)
    for (const field of ['provisionedGiB', 'changedGiBPerDay', 'averageWriteKiB'] as const)
      if (!(machine[field] > 0)) throw new RangeError(`${where}: machines.${id}.${field} must be positive, got ${shortText(machine[field])}`)
    if (machine.busyHour) checked(`${where}: machines.${id}`, () => checkBusyHour('busyHour', machine.busyHour!))
    if (machine.warmUp) checked(`${where}: machines.${id}`, () => checkDuration('warmUp', machine.warmUp!))
    return [id, machine]
  }))
}
