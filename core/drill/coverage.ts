/**
 * What a drill covered beyond crash states, as counts that add up over a campaign. Which recoveries met which
 * fault: a fault of the run counts for recoveries cut after it had first struck, a fault of reads for the
 * recoveries in which it struck (for each image once, for an equal one is not booted again).
 */
import type { FaultKind } from '../block/faults.ts'
import { timeOf } from '../block/write-log.ts'
import type { WriteLog } from '../block/write-log.ts'
import type { FileSystemBootCounter, FileSystemBoots } from './file-system-boots.ts'
import type { Plan } from './plan.ts'
import type { Strikes } from './read-faults.ts'
import type { Scenario } from './scenario.ts'
import { drawnFaults } from './swarm.ts'
import type { Site } from './site.ts'
import type { SourceRun } from './source-run.ts'

type Counts = Readonly<Record<string, number>>

export interface DrillCoverage {
  /** By fault kind, then by kind of recovery: recoveries that were judged. */
  readonly faultsByRecovery: Readonly<Record<string, Counts>>
  /** Plans that had a fault of a kind. A kind that the scenario claims and no plan had has 0. */
  readonly faultPlans: Counts
  /** Seeds that left a fault family out. */
  readonly familiesOff: Counts
  /** Seeds that left a kind of operations out. */
  readonly operationsOff: Counts
  /** Drills in whose run a checkpoint began. */
  readonly checkpointed: number
  /** Recoveries that were judged, of sites with a file system. */
  readonly fileSystemBoots: FileSystemBoots
}

/** Counts the recoveries of one drill by the faults before them. */
export class FaultCoverage {
  readonly counts: Record<string, Record<string, number>> = {}
  /** The first position of the write log at which a kind had struck. */
  #struckFrom: readonly (readonly [FaultKind, number])[] = []

  /** Every recovery from now on is one of this run. */
  begin({ faults, site }: SourceRun): void {
    const first = new Map<FaultKind, number>()
    for (const { firstUs } of faults)
      for (const [kind, atUs] of Object.entries(firstUs) as [FaultKind, number][])
        first.set(kind, Math.min(first.get(kind) ?? Infinity, atUs))
    this.#struckFrom = [...first].map(([kind, atUs]) => [kind, firstPositionAt(site.log, atUs)])
  }

  /**
   * @param cutSeq where the run was cut; null: before any fault
   * @param site the recovered site; null when an equal image had been booted before
   */
  count(recovery: string, cutSeq: number | null, site: Site | null): void {
    if (this.#struckFrom.length === 0 && !site) return
    const met = new Set<string>()
    for (const [kind, from] of this.#struckFrom) if (cutSeq !== null && cutSeq >= from) met.add(kind)
    for (const disk of site?.disks ?? []) for (const kind of Object.keys(disk.faults?.fired ?? {})) met.add(kind)
    for (const kind of met) {
      const row = (this.counts[kind] ??= {})
      row[recovery] = (row[recovery] ?? 0) + 1
    }
  }
}

/** The first position that is not before an instant. Positions are in the order of time. */
function firstPositionAt(log: WriteLog, atUs: number): number {
  let low = log.base
  let high = log.end
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (timeOf(log.step(middle), middle) < atUs) low = middle + 1
    else high = middle
  }
  return low
}

/** How often each fault of the plan struck: 0 for one that never did. */
export function strikesOf({ faults }: Plan, fired: Strikes): Strikes {
  return { ...Object.fromEntries(faults.map(({ kind }) => [kind, 0])), ...fired }
}

/** What a drill keeps count of, recovery by recovery. */
interface RecoveryCounters {
  readonly coverage: FaultCoverage
  readonly fileSystemBoots: FileSystemBootCounter
}

export function coverageOf(scenario: Scenario, { plan, site }: SourceRun, { coverage, fileSystemBoots }: RecoveryCounters): DrillCoverage {
  const planned = plan.faults.map(({ kind }) => [kind, 1] as const)
  const once = (names: readonly string[]): Counts => Object.fromEntries(names.map((name) => [name, 1]))
  return {
    faultsByRecovery: coverage.counts,
    faultPlans: Object.fromEntries([...drawnFaults(scenario).map((kind) => [kind, 0] as const), ...planned]),
    familiesOff: once(plan.swarm?.familiesOff ?? []),
    operationsOff: once(plan.swarm?.operationsOff ?? []),
    checkpointed: hasCheckpoint(site.log) ? 1 : 0,
    fileSystemBoots: fileSystemBoots.counts,
  }
}

function hasCheckpoint(log: WriteLog): boolean {
  for (let seq = log.base; seq < log.end; seq++) {
    const step = log.step(seq)
    if (step.kind === 'mark' && step.mark === 'span-begin' && step.name === 'checkpoint') return true
  }
  return false
}
