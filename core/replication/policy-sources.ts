/**
 * How each figure of a preset is known. `documented`: its maker states it. `assumed`: a guess of ours. A figure without
 * an entry of its own has that of the field around it: `uplink` stands for all fields of the uplink.
 */
import type { Provenance } from '../sim/duration.ts'
import { policies } from './policies.ts'
import type { PolicyName } from './policies.ts'

export interface FigureSource {
  readonly provenance: Exclude<Provenance, 'measured'>
  /** In a phrase. */
  readonly source: string
}

const documented = (source: string): FigureSource => ({ provenance: 'documented', source })
const assumed = (source: string): FigureSource => ({ provenance: 'assumed', source })

const ASR = 'Azure Site Recovery documentation'
const DRIVER = 'open driver of Azure Site Recovery for Linux'
const VSS = 'Volume Shadow Copy Service documentation'
const MEMORY = 'memory of a driver in a machine of 4 GiB; about 6 % is documented, the rest not'

/** What holds for every preset that does not say otherwise. */
const COMMON: Readonly<Record<string, FigureSource>> = {
  name: documented('chosen here'),
  crashPointIntervalUs: documented(ASR),
  appPointIntervalUs: documented(`${ASR}: at least 1 h; 1 h by default in 2019, off by default since`),
  groups: documented(ASR),
  barrierTimeoutUs: documented(DRIVER),
  tagLatency: assumed('a call into a driver on each disk'),
  ungroupedSkewUs: assumed('schedules that are not in step'),
  memory: assumed(MEMORY),
  bitmapGranularityBytes: documented(DRIVER),
  uplink: assumed('a gigabit or more between the source and where its changes are kept'),
  processing: assumed('a service that works in batches'),
  resync: assumed('throughput of disks of this size'),
  initialBytesPerSecond: assumed('throughput of disks of this size'),
  retention: documented(ASR),
  quiesce: documented(VSS),
  'quiesce.flushTimeoutUs': assumed('as long as writes may be held'),
  'quiesce.watchdogUs': documented(`${VSS}: there is none`),
  retry: documented(VSS),
  alertAfterUs: documented(ASR),
}

const ZERTO = 'Zerto documentation'
const HYPER_V = 'Hyper-V Replica documentation'
const SNAPSHOTS = 'vSphere Replication and Ceph documentation'
const SCALED = assumed('scaled down from Azure Site Recovery for short drills')

/** What is different about each. */
const OWN: Readonly<Record<PolicyName, Readonly<Record<string, FigureSource>>>> = {
  asr: {
    largeDisk: documented(DRIVER),
    'uplink.batchIntervalUs': documented(`${ASR}: less than 4 MB in 3 s counts as network latency`),
    'uplink.batchBytes': documented(`${ASR}: less than 4 MB in 3 s counts as network latency`),
    'processing.backlogBytes': assumed('some minutes at the limit of a disk'),
    churn: documented(`${ASR}: limits by the size of the disk and the average write`),
    'resync.window': assumed('outside office hours is documented, the hours are not'),
  },
  fast: Object.fromEntries(Object.keys(policies.fast).map((field) => [field, SCALED])),
  journalCdp: {
    crashPointIntervalUs: documented(`${ZERTO}: every few seconds, 5 at best`),
    appPointIntervalUs: documented(`${ZERTO}: by VSS or a script, when asked for`),
    groups: documented(`${ZERTO}: one timestamp over the machines of a protection group`),
    retention: assumed('a journal of 4 h'),
    alertAfterUs: assumed('a target of a few minutes'),
    barrierTimeoutUs: assumed('as Azure Site Recovery'),
    bitmapGranularityBytes: assumed('as Azure Site Recovery'),
  },
  hyperVReplica: {
    crashPointIntervalUs: documented(`${HYPER_V}: 30 s, 5 min or 15 min`),
    appPointIntervalUs: documented(`${HYPER_V}: in steps of hours`),
    groups: documented(`${HYPER_V}: each machine by itself`),
    apart: documented(`${HYPER_V}: order between the disks of a machine is an option`),
    delta: documented(HYPER_V),
    'delta.timeoutUs': assumed('one interval'),
    'resync.window': documented(`${HYPER_V}: off by default; 18:30 to 06:00 when it is on`),
    retention: documented(`${HYPER_V}: up to 24 points, one an hour`),
    alertAfterUs: assumed('an hour, as Azure Site Recovery'),
    barrierTimeoutUs: assumed('as Azure Site Recovery'),
    bitmapGranularityBytes: assumed('as Azure Site Recovery'),
  },
  snapshotReplication: {
    crashPointIntervalUs: documented(`${SNAPSHOTS}: 5 min to 24 h; 15 min chosen here`),
    appPointIntervalUs: documented(`${SNAPSHOTS}: by choice`),
    groups: documented(`${SNAPSHOTS}: each machine by itself`),
    apart: documented(`${SNAPSHOTS}: a machine is one snapshot`),
    delta: documented(`${SNAPSHOTS}: state at the start of the transfer, partial ones rolled back`),
    'delta.retryDelaysUs': assumed('a minute; never used without a time limit'),
    appFailure: documented('vSphere Replication: silently file-system- or crash-consistent'),
    retention: documented('vSphere Replication: up to 24 points'),
    alertAfterUs: assumed('an hour, as Azure Site Recovery'),
    barrierTimeoutUs: assumed('as Azure Site Recovery'),
    bitmapGranularityBytes: assumed('as Azure Site Recovery'),
  },
}

/** How a figure of a preset is known; `path` as in `uplink.batchBytes`. Undefined for no field of it. */
export function sourceOf(policy: PolicyName, path: string): FigureSource | undefined {
  for (let field = path; field !== ''; field = field.slice(0, Math.max(0, field.lastIndexOf('.')))) {
    const found = OWN[policy][field] ?? COMMON[field]
    if (found) return found
  }
  return undefined
}
