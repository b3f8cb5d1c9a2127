/** From the steps of a write log to the marks of a scene. */
import type { LogEntry, LogMark, WriteEntry, WriteLog } from '../../block/write-log.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import type { NameWrite } from '../epochs.ts'
import { shortText } from '../text.ts'
import type { Draft } from './drafts.ts'
import type { LaneBook } from './lane-book.ts'
import { MOST_MARKS } from './scene.ts'
import type { SceneLane, SceneMarkKind, SceneState } from './scene.ts'

/** Steps on either side of the cut that are looked at for marks that nothing names: a mark has at most two. */
const WINDOW = 2 * MOST_MARKS

export interface LogView {
  readonly log: WriteLog
  readonly diskIds: readonly string[]
  readonly side: SceneLane['side']
  /** The last step that is shown. */
  readonly endSeq: number
  /** The last step inside the cut. */
  readonly cutSeq: number
  /** Steps on either side of the cut whose marks are wanted although nothing names them. Default: as many as a scene can show. */
  readonly windowSteps?: number
  /** Added to the times of this log. */
  readonly offsetUs: number
  /** Added to its positions. */
  readonly offsetOrder: number
  readonly nameOf: NameWrite
  readonly stateOf: (entry: WriteEntry) => SceneState | undefined
  readonly history: readonly OperationRecord[]
  /** Operations that the verdict names. */
  readonly operations: readonly number[]
  /** Writes that the cause names. */
  readonly writes: ReadonlySet<string>
  readonly lanes: LaneBook
}

export function logMarks(view: LogView): Draft[] {
  return new LogMarks(view).read()
}

class LogMarks {
  readonly #view: LogView
  readonly #drafts: Draft[] = []
  /** What has begun and may yet end, by what it is. */
  readonly #open = new Map<string, Draft>()
  readonly #records: ReadonlyMap<number, OperationRecord>

  constructor(view: LogView) {
    this.#view = view
    this.#records = new Map(view.history.map((record) => [record.id, record]))
  }

  read(): Draft[] {
    const { log, endSeq, cutSeq, windowSteps = WINDOW } = this.#view
    for (let seq = log.base; seq <= endSeq; seq++) {
      const step = log.step(seq)
      if (step.kind === 'reset') continue
      const near = Math.abs(seq - cutSeq) <= windowSteps
      if (step.kind === 'mark') this.#mark(step, seq, near)
      else if (step.submitSeq === seq && (near || this.#isNamed(step))) this.#request(step, seq)
    }
    return this.#drafts
  }

  #isNamed(entry: LogEntry): boolean {
    const { operations, writes, nameOf } = this.#view
    if (entry.operation !== null && operations.includes(entry.operation)) return true
    return writes.size > 0 && entry.kind !== 'flush' && writes.has(nameOf(entry))
  }

  #request(entry: LogEntry, seq: number): void {
    const { log, diskIds, side, endSeq, nameOf, stateOf, lanes } = this.#view
    const ended = entry.completeSeq !== null && entry.completeSeq <= endSeq
    const failed: SceneState | undefined = ended && entry.failed ? 'failed' : undefined
    const write = entry.kind === 'flush' ? null : entry
    const state = failed ?? (write ? stateOf(write) : lying(entry, ended))
    this.#add(seq, {
      lane: lanes.volumeLane(side, diskIds[entry.disk]!),
      named: this.#isNamed(entry),
      kind: entry.kind,
      atUs: entry.submitAt,
      label: entry.label,
      origin: log.origins?.get(entry.submitSeq) ?? null,
      ended: ended ? entry.completeAt : null,
      more: {
        ...(write ? { name: nameOf(write), sectors: [write.lba, write.sectors] as const } : {}),
        ...(entry.operation === null ? {} : { operation: entry.operation }),
        ...(state === undefined ? {} : { state }),
      },
    })
  }

  #mark(mark: LogMark, seq: number, near: boolean): void {
    if (mark.mark === 'submitted' || mark.mark === 'answered') return this.#operation(mark, seq, near)
    const { lanes, side } = this.#view
    const { kind, begins, ends } = MACHINE_MARKS[mark.mark]
    const about = `${mark.machine} ${mark.name}`
    if (ends) this.#close(`${ends} ${about}`, mark.atUs)
    if (!near || kind === null) return
    const lane = lanes.machineLane(side, mark.machine!)
    const draft = this.#add(seq, { lane, named: false, kind, atUs: mark.atUs, label: mark.name, ended: begins ? null : mark.atUs })
    if (begins) this.#open.set(`${begins} ${about}`, draft)
  }

  #operation({ mark, operation, name, atUs }: LogMark, seq: number, near: boolean): void {
    const id = operation!
    const named = this.#view.operations.includes(id)
    const record = this.#records.get(id)
    const lane = this.#view.lanes.clientLane(this.#view.side, record?.client ?? null)
    if (mark === 'answered') this.#close(`submit ${id}`, atUs)
    if (!near && !named) return
    if (mark === 'submitted') {
      const label = `operation ${id} ${shortText(record?.value)}`
      this.#open.set(`submit ${id}`, this.#add(seq, { lane, named, kind: 'submit', atUs, label, ended: null, more: { operation: id } }))
    } else {
      const more = { operation: id, state: name as SceneState }
      this.#add(seq, { lane, named, kind: 'ack', atUs, label: `operation ${id} ${name}`, ended: atUs, more })
    }
  }

  #close(key: string, atUs: number): void {
    const draft = this.#open.get(key)
    if (draft) draft.endUs = atUs + this.#view.offsetUs
    this.#open.delete(key)
  }

  #add(seq: number, { lane, named, kind, atUs, label, ended, origin = null, more = {} }: NewDraft): Draft {
    const { offsetUs, offsetOrder } = this.#view
    const draft: Draft = {
      lane,
      named,
      order: seq + offsetOrder,
      origin,
      endUs: ended === null ? null : ended + offsetUs,
      mark: { kind, startUs: atUs + offsetUs, label, ...more },
    }
    this.#drafts.push(draft)
    return draft
  }
}

interface NewDraft {
  readonly lane: SceneLane
  readonly named: boolean
  readonly kind: SceneMarkKind
  readonly atUs: number
  readonly label: string
  readonly ended: number | null
  readonly origin?: Error | null
  readonly more?: Partial<Pick<Draft['mark'], 'name' | 'operation' | 'state' | 'sectors'>>
}

interface MachineMarkRow {
  /** Null: nothing of its own. */
  readonly kind: SceneMarkKind | null
  /** What begins or ends here, until the one that ends or begins the same. */
  readonly begins?: string
  readonly ends?: string
}

const MACHINE_MARKS: Readonly<Record<Exclude<LogMark['mark'], 'submitted' | 'answered'>, MachineMarkRow>> = {
  'span-begin': { kind: 'span', begins: 'span' },
  'span-end': { kind: null, ends: 'span' },
  frozen: { kind: 'freeze', begins: 'freeze' },
  thawed: { kind: 'thaw', ends: 'freeze' },
  tag: { kind: 'tag' },
  boot: { kind: 'boot' },
  crash: { kind: 'crash' },
  cached: { kind: 'cache' },
}

function lying(entry: LogEntry, ended: boolean): SceneState | undefined {
  return ended && entry.kind === 'flush' && entry.lying ? 'lying' : undefined
}
