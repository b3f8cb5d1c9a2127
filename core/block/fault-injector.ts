/** Decides for each request of a disk which faults of the plan strike it. */
import type { RandomStream, Streams } from '../sim/random.ts'
import { FAULTS } from './faults.ts'
import type { FaultEffect, FaultKind, FaultRow, FaultSpec, FaultTarget, RequestKind } from './faults.ts'

interface ArmedFault {
  readonly spec: FaultSpec
  readonly row: FaultRow
  /** It strikes everything until then. */
  stableUntilUs: number
  /** Sectors that it has struck; they belong to the kind, so that a second fault of it spares them too. */
  readonly struck: Set<number>
}

export class FaultInjector {
  /** While false, nothing strikes and nothing is drawn. */
  enabled = true
  /** How often each kind has struck. */
  readonly fired: Partial<Record<FaultKind, number>> = {}
  /** When each kind first struck. */
  readonly firstUs: Partial<Record<FaultKind, number>> = {}
  readonly #streams: Streams
  readonly #armed: ArmedFault[]

  constructor(streams: Streams, specs: readonly FaultSpec[]) {
    this.#streams = streams
    const struckBy = new Map<FaultKind, Set<number>>(specs.map(({ kind }) => [kind, new Set()]))
    this.#armed = specs.map((spec) => ({
      spec, row: FAULTS[spec.kind], stableUntilUs: -1, struck: struckBy.get(spec.kind)!,
    }))
  }

  /** True when some fault could strike a request of this kind now; nothing is drawn. */
  threatens(kind: RequestKind, nowUs: number): boolean {
    return this.enabled && this.#armed.some((fault) => eligible(fault, kind, nowUs))
  }

  /** The effect on this request of the first fault that strikes it, or null. */
  strike(target: FaultTarget, nowUs: number, operation: number | null): FaultEffect | null {
    for (const fault of this.#armed) {
      if (!eligible(fault, target.kind, nowUs) || spares(fault, target)) continue
      const stream = this.#stream(fault.spec, operation)
      const stable = nowUs < fault.stableUntilUs
      if (!stable && !stream.chance(1, fault.spec.oneIn)) continue
      const effect = fault.row.effect(target, stream)
      if (!effect) continue
      if (!stable) fault.stableUntilUs = nowUs + fault.row.stabilityUs
      if (fault.row.oncePerPlace) for (const sector of sectorsOf(target)) fault.struck.add(sector)
      this.firstUs[fault.spec.kind] ??= nowUs
      this.fired[fault.spec.kind] = (this.fired[fault.spec.kind] ?? 0) + 1
      return effect
    }
    return null
  }

  /** Each fault kind on each disk has its own stream; what belongs to an operation is keyed by it. */
  #stream(spec: FaultSpec, operation: number | null): RandomStream {
    const label = `fault/${spec.kind}/${spec.disk}`
    return operation === null ? this.#streams.named(label) : this.#operationStream(label, operation)
  }

  readonly #operationStreams = new Map<string, RandomStream>()

  #operationStream(label: string, operation: number): RandomStream {
    const key = `${label}/${operation}`
    let stream = this.#operationStreams.get(key)
    if (!stream) this.#operationStreams.set(key, (stream = this.#streams.ofOperation(label, operation)))
    return stream
  }
}

function eligible(fault: ArmedFault, kind: RequestKind, nowUs: number): boolean {
  const { fromUs, toUs } = fault.spec
  return nowUs >= fromUs && nowUs < toUs && (fault.row.strikes as readonly RequestKind[]).includes(kind)
}

/** A request that reaches beyond what was struck before is a place of its own. */
function spares({ row, struck }: ArmedFault, target: FaultTarget): boolean {
  if (!row.oncePerPlace || struck.size === 0) return false
  for (const sector of sectorsOf(target)) if (!struck.has(sector)) return false
  return true
}

function* sectorsOf({ lba, sectors }: FaultTarget): Iterable<number> {
  for (let sector = lba; sector < lba + sectors; sector++) yield sector
}
