/** Between positions of a write log and the anchors that name them. */
import type { PendingWrite } from '../block/durability.ts'
import { isCompletion } from '../block/write-log.ts'
import type { LogStep, WriteEntry, WriteLog } from '../block/write-log.ts'
import type { Anchor } from './crash-spec.ts'

/** The step of a write that was in the device's cache before the log began; it is numbered by its place there. */
const CACHED = 'cached'

type Unnumbered = Omit<Anchor, 'nth'>

export class AnchorIndex {
  readonly #anchors: Anchor[] = []
  readonly #positions = new Map<string, number[]>()
  readonly #base: number
  readonly #diskIds: readonly string[]

  /** @param diskIds `machine/volume` of each disk of the log, by index */
  constructor(log: WriteLog, diskIds: readonly string[]) {
    this.#base = log.base
    this.#diskIds = diskIds
    for (let seq = log.base; seq < log.end; seq++) {
      const what = describe(log.step(seq), seq, diskIds)
      const key = keyOf(what)
      const positions = this.#positions.get(key) ?? []
      if (positions.length === 0) this.#positions.set(key, positions)
      positions.push(seq)
      this.#anchors.push({ ...what, nth: positions.length })
    }
  }

  /** The name of a position. */
  at(seq: number): Anchor {
    return this.#anchors[seq - this.#base]!
  }

  /** The name of a write of this log: its submission. */
  ofWrite(entry: WriteEntry): Anchor {
    return this.at(entry.submitSeq)
  }

  /** The name of a pending write, also of one that the device's cache held before this log began. */
  ofPending({ entry, cachePlace }: PendingWrite): Anchor {
    if (cachePlace === null) return this.ofWrite(entry)
    const { operation, disk, label } = entry
    return { step: CACHED, operation, where: this.#diskIds[disk]!, label, nth: cachePlace + 1 }
  }

  /** Whether this is the name of that pending write. */
  isNameOf(anchor: Anchor, pending: PendingWrite): boolean {
    const { entry, cachePlace } = pending
    if (cachePlace === null) return anchor.step !== CACHED && this.resolve(anchor) === entry.submitSeq
    return keyOf(anchor) === keyOf(this.ofPending(pending)) && anchor.nth === cachePlace + 1
  }

  /** The position of a name, or undefined when this run has no such step. */
  resolve(anchor: Anchor): number | undefined {
    return this.#positions.get(keyOf(anchor))?.[anchor.nth - 1]
  }
}

function describe(step: LogStep, seq: number, diskIds: readonly string[]): Unnumbered {
  if (step.kind === 'mark')
    return { step: step.mark, operation: step.operation, where: step.machine ?? 'clients', label: step.name }
  if (step.kind === 'reset') return { step: 'reset', operation: null, where: diskIds[step.disk]!, label: 'reset' }
  return {
    step: isCompletion(step, seq) ? 'completed' : 'submitted',
    operation: step.operation,
    where: diskIds[step.disk]!,
    label: step.label,
  }
}

function keyOf(anchor: Unnumbered): string {
  return `${anchor.step}\n${anchor.operation ?? ''}\n${anchor.where}\n${anchor.label}`
}

/** An anchor in words: `after operation 7's 2nd write "commit" to db/wal completed`. */
export function describeAnchor(anchor: Anchor): string {
  const whose = anchor.operation === null ? '' : `operation ${anchor.operation}: `
  const nth = anchor.nth === 1 ? '' : ` (number ${anchor.nth})`
  return `after ${whose}"${anchor.label}" on ${anchor.where} ${anchor.step}${nth}`
}
