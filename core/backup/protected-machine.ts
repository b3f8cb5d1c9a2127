import type { Machine } from '../machine/machine.ts'
import { hashText } from '../sim/hash.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import { traceEvent } from '../replication/context.ts'
import { BackupJob } from './backup-job.ts'
import type { JobOutcome } from './backup-job.ts'
import { dayOf } from './calendar.ts'
import type { BackupContext } from './context.ts'
import { drawUs, oneIn, tell } from './context.ts'
import { outermost } from '../replication/pending-point.ts'
import type { BackupPoint } from './point.ts'
import { slotAfter } from './schedule.ts'
import { PointShelf } from './shelf.ts'
import { count } from './statistics.ts'
import { VaultTransfer } from './vault-transfer.ts'
import type { BackupWorkload } from './vault-transfer.ts'

/** Why a backup on demand is refused. */
export type OnDemandRefusal = 'limit' | 'busy' | 'stopped'

/** The protection of one machine: its schedule, its jobs one at a time, and what they yield. */
export class ProtectedMachine {
  readonly machine: Machine
  readonly workload: BackupWorkload
  readonly shelf: PointShelf
  readonly #context: BackupContext
  readonly #transfer: VaultTransfer
  #slot: EventHandle | null = null
  /** A job that waits for its turn. */
  #queued: EventHandle | null = null
  #job: BackupJob | null = null
  #jobs = 0
  readonly #counts: Record<BackupPoint['kind'], number> = {
    'crash-consistent': 0, 'file-system-consistent': 0, 'app-consistent': 0,
  }
  #onDemandDay = -1
  #onDemand = 0
  #stopped = false
  #lost = false
  #clockOffsetUs = 0
  /** The latest that the clock of the machine had shown when it was last set. */
  #latestClockUs = 0

  constructor(context: BackupContext, machine: Machine, workload: BackupWorkload, reachable: () => boolean) {
    this.#context = context
    this.machine = machine
    this.workload = workload
    this.shelf = new PointShelf(context, machine.id)
    this.#transfer = new VaultTransfer({ context, machine: machine.id, workload, shelf: this.shelf, reachable })
    this.#arm()
  }

  /** The machine, with its disks, is gone. */
  get lost(): boolean {
    return this.#lost
  }

  /** Begins a backup now, without a queue. */
  takeNow(): { readonly ok: true } | { readonly ok: false; readonly reason: OnDemandRefusal } {
    const today = dayOf(this.#context.kernel.now)
    if (today !== this.#onDemandDay) this.#onDemand = 0
    this.#onDemandDay = today
    if (this.#stopped) return { ok: false, reason: 'stopped' }
    if (this.#busy) return { ok: false, reason: 'busy' }
    if (this.#onDemand >= this.#context.policy.limits.onDemandPerDay) return { ok: false, reason: 'limit' }
    this.#onDemand++
    this.#start('on-demand')
    return { ok: true }
  }

  /** From now on the clock of the machine shows this much more than the true time. */
  setClock(aheadUs: number): void {
    const { now } = this.#context.kernel
    this.#latestClockUs = Math.max(this.#latestClockUs, now + this.#clockOffsetUs, now + aheadUs)
    this.#clockOffsetUs = aheadUs
  }

  /** No more backups. Points stay. */
  stop(): void {
    const { kernel } = this.#context
    this.#stopped = true
    for (const event of [this.#slot, this.#queued]) if (event !== null) kernel.cancel(event)
    this.#slot = null
    this.#queued = null
    this.#job?.cancel()
    this.#job = null
    this.#transfer.stop()
  }

  /** Backups go on, unless the machine is lost. */
  resume(): void {
    if (!this.#stopped || this.#lost) return
    this.#stopped = false
    this.#arm()
  }

  lose(): void {
    this.#lost = true
    this.stop()
  }

  get #busy(): boolean {
    return this.#job !== null || this.#queued !== null
  }

  #arm(): void {
    const { kernel, policy } = this.#context
    const slot = slotAfter(policy.schedule, kernel.now)
    this.#slot = kernel.at(slot.atUs, () => {
      this.#arm()
      if (slot.last) this.#transfer.becomeDue()
      if (this.#busy) return tell(this.#context, this.machine.id, 'backup-skipped', 'busy')
      this.#queued = kernel.after(this.#delayUs(), () => {
        this.#queued = null
        this.#start('scheduled')
      })
    })
  }

  #delayUs(): number {
    const { policy: { startDelay, peakQueue } } = this.#context
    const { id } = this.machine
    const delayUs = drawUs(this.#context, 'start', id, startDelay)
    return oneIn(this.#context, 'peak', id, peakQueue.oneIn)
      ? delayUs + drawUs(this.#context, 'queue', id, peakQueue.delay)
      : delayUs
  }

  #start(origin: BackupPoint['origin']): void {
    const { kernel } = this.#context
    if (kernel.now + this.#clockOffsetUs < this.#latestClockUs) return this.#failed('clock-was-ahead')
    const name = `backup ${this.machine.id}#${++this.#jobs}`
    this.#job = new BackupJob(this.#context, this.machine, name, (outcome) => {
      this.#job = null
      if (outcome.ok) this.#made(outcome, origin)
      else this.#failed(outcome.reason)
    })
    traceEvent(this.#context, 'backup begins', this.machine.id, this.#jobs)
    this.#job.start()
  }

  #failed(reason: string): void {
    count(this.#context.statistics.failed, reason)
    tell(this.#context, this.machine.id, 'backup-failed', reason)
    this.#transfer.begin()
  }

  #made({ cut, kind, evidence, degradedBy }: Extract<JobOutcome, { ok: true }>, origin: BackupPoint['origin']): void {
    const { kernel, log, statistics } = this.#context
    const { first, last } = outermost(cut.marks)
    const diskIndices = this.machine.disks.map(({ index }) => index)
    const cutVector = log.vector()
    diskIndices.forEach((disk, position) => (cutVector[disk] = cut.marks[position]!.vector[disk]!))
    const point: BackupPoint = {
      id: `${this.machine.id}/${kind}#${++this.#counts[kind]}`,
      machine: this.machine.id,
      kind, origin, diskIndices, cutVector,
      firstTag: first,
      lastTag: last,
      cutAtUs: first.atUs,
      madeAtUs: kernel.now,
      images: cut.images,
      evidence: [evidence],
    }
    statistics.made[kind]++
    traceEvent(this.#context, 'backup made', point.id, point.cutAtUs, hashText(kind))
    if (degradedBy !== null) tell(this.#context, this.machine.id, 'backup-degraded', degradedBy)
    this.shelf.add(point)
    this.#transfer.begin()
  }
}
