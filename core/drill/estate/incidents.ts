/**
 * What may happen to an estate some time before a disaster, and is no disaster by itself: nobody is called, the service
 * goes on, and the protection is no longer what everybody takes it for.
 */
import { checkDuration, drawDurationUs } from '../../sim/index.ts'
import type { DurationModel, Streams } from '../../sim/index.ts'
import { shortText } from '../text.ts'
import type { EstateDisaster } from './disaster.ts'
import type { ProtectedEstate } from './protected-estate.ts'

export interface Incident {
  readonly kind: IncidentKind
  /** How long before each disaster it happens. */
  readonly before: DurationModel
  /** After this it is as before. Default: never; and always for what cannot be taken back. */
  readonly lasts?: DurationModel
  /** Default: the first of the scenario. */
  readonly machine?: string
  /** Of `clock-set`: ahead or (negative) back, in s. Default: an hour ahead. */
  readonly bySeconds?: number
}

type Change = (running: ProtectedEstate, machine: string, incident: Incident) => void

interface IncidentRow {
  readonly summary: string
  readonly begin: Change
  /** Null: it cannot be taken back. */
  readonly end: Change | null
}

const US_PER_SECOND = 1_000_000
const HOUR_SECONDS = 3_600

/**
 * Backups fail while the clock shows less than it has shown before: after one that was ahead is right again, until the
 * time has come that it had shown. What they do on a clock that was set back is not documented, so nothing.
 */
const setClock = (sign: 1 | -1): Change => ({ replication, backup }, machine, { bySeconds = HOUR_SECONDS }) => {
  replication?.jumpClock(machine, sign * bySeconds * US_PER_SECOND)
  if (bySeconds > 0) backup?.setClock(machine, sign === 1 ? bySeconds * US_PER_SECOND : 0)
}

export const INCIDENTS = {
  'disk-kind-changed': {
    summary: 'the disks of a machine are changed to another kind, and snapshots made of them until then are invalid',
    begin: ({ replication, site }, machine) => {
      for (const { id } of site.machines.find((each) => each.id === machine)!.disks)
        if (replication?.disks.some((disk) => disk.id === id)) replication.changeDiskSku(machine, id)
    },
    end: null,
  },
  'clock-set': {
    summary: 'somebody sets the clock of a machine',
    begin: setClock(1),
    end: setClock(-1),
  },
  'agent-stopped': {
    summary: 'the agent that sends the writes of a machine stops',
    begin: ({ replication }, machine) => replication?.setAgent(machine, false),
    end: ({ replication }, machine) => replication?.setAgent(machine, true),
  },
  'uplink-down': {
    summary: 'the connection over which a machine is replicated is down',
    begin: ({ replication }, machine) => replication?.uplink(machine).setDown(true),
    end: ({ replication }, machine) => replication?.uplink(machine).setDown(false),
  },
} as const satisfies Record<string, IncidentRow>

export type IncidentKind = keyof typeof INCIDENTS

const KINDS = Object.keys(INCIDENTS) as readonly IncidentKind[]
const FIELDS: Readonly<Record<keyof Incident, true>> = { kind: true, before: true, lasts: true, machine: true, bySeconds: true }

/** A change of the running estate at an instant. */
export interface IncidentStep {
  readonly atUs: number
  readonly change: (running: ProtectedEstate) => void
}

/** What happens before a disaster, at instants of its own in every history. What would be over only after it is not over then. */
export function incidentsBefore(disaster: EstateDisaster, incidents: readonly Incident[], streams: Streams): readonly IncidentStep[] {
  return incidents.flatMap((incident, index) => {
    const stream = streams.named(`incident/${index}/${disaster.kind}/${disaster.index}`)
    const row: IncidentRow = INCIDENTS[incident.kind]
    const beginUs = Math.max(0, disaster.atUs - drawDurationUs(incident.before, stream))
    const step = (atUs: number, change: Change): IncidentStep =>
      ({ atUs, change: (running) => change(running, incident.machine ?? running.site.machines[0]!.id, incident) })
    const begun = step(beginUs, row.begin)
    if (incident.lasts === undefined || row.end === null) return [begun]
    const endUs = beginUs + drawDurationUs(incident.lasts, stream)
    return endUs < disaster.atUs ? [begun, step(endUs, row.end)] : [begun]
  })
}

/** @throws TypeError or RangeError that names the incident and the field */
export function checkIncidents(where: string, incidents: readonly Incident[], machines: readonly string[]): void {
  if (!Array.isArray(incidents)) throw new TypeError(`${where} must be a list, got ${shortText(incidents)}`)
  incidents.forEach((incident: Incident, index) => checkIncident(`${where}[${index}]`, incident, machines))
}

function checkIncident(where: string, incident: Incident, machines: readonly string[]): void {
  if (typeof incident !== 'object' || incident === null) throw new TypeError(`${where} must be like { kind: 'agent-stopped', before: … }, got ${shortText(incident)}`)
  const unknown = Object.keys(incident).find((field) => !Object.hasOwn(FIELDS, field))
  if (unknown !== undefined) throw new TypeError(`${where}: there is no field ${shortText(unknown)}; the fields are ${Object.keys(FIELDS).join(', ')}`)
  const { kind, before, lasts, machine, bySeconds } = incident
  if (!KINDS.includes(kind)) throw new RangeError(`${where}.kind must be one of ${KINDS.join(', ')}, got ${shortText(kind)}`)
  if (typeof before !== 'object' || before === null) throw new TypeError(`${where}.before must be a duration, got ${shortText(before)}`)
  checkDuration(`${where}.before`, before)
  if (lasts !== undefined) checkDuration(`${where}.lasts`, lasts)
  if (lasts !== undefined && INCIDENTS[kind].end === null) throw new RangeError(`${where}.lasts: ${kind} cannot be taken back`)
  if (machine !== undefined && !machines.includes(machine))
    throw new RangeError(`${where}.machine: the scenario has no machine ${shortText(machine)}; it has ${machines.join(', ')}`)
  if (bySeconds === undefined) return
  if (kind !== 'clock-set') throw new RangeError(`${where}.bySeconds is of clock-set only`)
  if (!Number.isSafeInteger(bySeconds) || bySeconds === 0) throw new RangeError(`${where}.bySeconds must be a whole number but 0, got ${shortText(bySeconds)}`)
}
