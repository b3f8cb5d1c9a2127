/** The lanes of a scene in the order in which they are shown: who asks, then each machine with its volumes, then the copy. */
import type { Site } from '../site.ts'
import type { SceneLane } from './scene.ts'

/** More clients than this share one lane. */
const CLIENT_LANES = 8
const REPLICA: SceneLane = { name: 'replica', kind: 'replica', side: 'source' }

export interface LaneBook {
  readonly inOrder: readonly SceneLane[]
  clientLane(side: SceneLane['side'], client: number | null): SceneLane
  machineLane(side: SceneLane['side'], machine: string): SceneLane
  volumeLane(side: SceneLane['side'], disk: string): SceneLane
  readonly replica: SceneLane
}

/** @param recovered the site that was crashed again; null: there is none */
export function openLaneBook(source: Site, recovered: Site | null): LaneBook {
  const lanes = [...lanesOf(source, 'source'), REPLICA, ...(recovered ? lanesOf(recovered, 'recovered') : [])]
  const keyOf = (side: string, kind: string, name: string): string => `${side} ${kind} ${name}`
  // A whole run asks for a lane 100,000 times.
  const byKey = new Map(lanes.map((lane) => [keyOf(lane.side, lane.kind, lane.name), lane]))
  const find = (side: SceneLane['side'], kind: SceneLane['kind'], name: string): SceneLane => {
    const lane = byKey.get(keyOf(side, kind, name))
    if (!lane) throw new RangeError(`scene: there is no lane for the ${kind} ${name} of the ${side} side`)
    return lane
  }
  const many = { source: hasMany(source), recovered: recovered !== null && hasMany(recovered) }
  return {
    inOrder: lanes,
    clientLane: (side, client) => find(side, 'client', many[side] ? ALL_CLIENTS : clientName(client)),
    machineLane: (side, machine) => find(side, 'machine', machine),
    volumeLane: (side, disk) => find(side, 'volume', disk),
    replica: REPLICA,
  }
}

const ALL_CLIENTS = 'clients'
const clientName = (client: number | null): string => `client ${client}`

const hasMany = (site: Site): boolean => clientsOf(site).length > CLIENT_LANES

function clientsOf({ history }: Site): readonly number[] {
  return [...new Set(history.map(({ client }) => client))].sort((one, other) => one - other)
}

function lanesOf(site: Site, side: SceneLane['side']): SceneLane[] {
  const clients = hasMany(site) ? [ALL_CLIENTS] : clientsOf(site).map(clientName)
  return [
    ...clients.map((name): SceneLane => ({ name, kind: 'client', side })),
    ...site.machines.flatMap(({ id, disks }): SceneLane[] => [
      { name: id, kind: 'machine', side },
      ...disks.map((disk): SceneLane => ({ name: disk.id, kind: 'volume', side })),
    ]),
  ]
}
