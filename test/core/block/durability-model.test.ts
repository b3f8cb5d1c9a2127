/**
 * Random workloads on a disk with latency: at every step of the log the cursor must agree with plain
 * replays that know nothing of floors.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DurabilityCursor } from '../../../core/block/durability.ts'
import type { FaultKind } from '../../../core/block/faults.ts'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import type { WriteEntry } from '../../../core/block/write-log.ts'
import { at, byteOf, content, DiskStage, sectorsOf } from './disk-stage.ts'
import type { StageOptions } from './disk-stage.ts'

const SECTORS = 24

interface Action {
  readonly kind: 'write' | 'discard' | 'write-zeroes' | 'flush' | 'read'
  readonly lba: number
  readonly sectors: number
  readonly fua: boolean
  readonly pauseUs: number
  /** Go on without waiting for the answer. */
  readonly behind: boolean
}

const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.constantFrom('write', 'write', 'write', 'discard', 'write-zeroes', 'flush', 'read'),
  lba: fc.nat(11),
  sectors: fc.integer({ min: 1, max: 4 }),
  fua: fc.boolean(),
  pauseUs: fc.nat(200),
  behind: fc.boolean(),
})

const workload = fc.record({
  processes: fc.array(fc.array(action, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
  seed: fc.string({ maxLength: 4 }),
})

async function runWorkload(processes: readonly (readonly Action[])[], options: StageOptions): Promise<DiskStage> {
  const profile = { write: { minimumUs: 20, meanUs: 150 }, flush: { minimumUs: 200, meanUs: 100 }, queueDepth: 4, ...options.profile }
  const stage = new DiskStage({ ...options, sectors: SECTORS, fill: 255, profile })
  let value = 0
  processes.forEach((actions, index) =>
    stage.spawn(`process ${index}`, async () => {
      for (const step of actions) {
        const request = submit(stage, step, ++value % 250).catch(() => {})
        if (!step.behind) await request
        await stage.kernel.sleep(step.pauseUs)
      }
    }),
  )
  await stage.kernel.run()
  return stage
}

function submit({ volume }: DiskStage, { kind, lba, sectors, fua }: Action, value: number): Promise<unknown> {
  const length = sectors * SECTOR_BYTES
  if (kind === 'read') return volume.read(at(lba), length)
  if (kind === 'flush') return volume.flush()
  if (kind === 'discard') return volume.discard(at(lba), length, { fua })
  if (kind === 'write-zeroes') return volume.writeZeroes(at(lba), length, { fua })
  return volume.write(at(lba), sectorsOf(value, sectors), { fua })
}

/** What one sector went through up to a step: the value of every write that stored it, oldest first. */
interface SectorVersion {
  readonly value: number
  readonly completed: boolean
  readonly durable: boolean
}

/** Walks the log without a thought for speed. */
function versionsOf(stage: DiskStage, sector: number, end: number): SectorVersion[] {
  const writes: { entry: WriteEntry; durable: boolean }[] = []
  for (let seq = 0; seq <= end; seq++) {
    const step = stage.log.step(seq)
    if (step.kind === 'mark' || step.kind === 'reset') continue
    if (step.kind !== 'flush') {
      if (step.submitSeq === seq && covers(step, sector)) writes.push({ entry: step, durable: false })
      for (const write of writes) if (write.entry === step && step.completeSeq === seq && step.fua) write.durable = true
    } else if (step.completeSeq === seq) {
      for (const write of writes) if (completedBy(write.entry, step.submitSeq)) write.durable = true
    }
  }
  return writes.map(({ entry, durable }) => ({ value: valueIn(entry, sector), durable, completed: completedBy(entry, end) }))
}

const covers = (entry: WriteEntry, sector: number): boolean =>
  sector >= entry.storedLba + entry.storedFrom && sector < entry.storedLba + entry.storedTo &&
  !entry.skipped?.has(sector - entry.storedLba)

const completedBy = (entry: WriteEntry, seq: number): boolean => entry.completeSeq !== null && entry.completeSeq <= seq

function valueIn(entry: WriteEntry, sector: number): number {
  const offset = (sector - entry.storedLba) * SECTOR_BYTES
  return entry.data ? byteOf(entry.data.subarray(offset, offset + SECTOR_BYTES)) : 0
}

/** What the device reads back once all writes up to a step have completed, in the order of completion. */
function replayed(stage: DiskStage, end: number): number[] {
  const sectors = new Array<number>(SECTORS).fill(255)
  for (let seq = 0; seq <= end; seq++) {
    const step = stage.log.step(seq)
    if (step.kind === 'mark' || step.kind === 'reset' || step.kind === 'flush' || step.completeSeq !== seq) continue
    for (let sector = 0; sector < SECTORS; sector++) if (covers(step, sector) && !step.failed) sectors[sector] = valueIn(step, sector)
  }
  return sectors
}

function withCompleted(cursor: DurabilityCursor): number[] {
  const { floors, pending } = cursor.disks[0]!
  const image = floors.fork()
  for (const write of pending) if (write.completedAt(cursor.seq)) write.applyTo(image)
  return content(image, 0, SECTORS)
}

/** The values that the cursor lets a sector have. */
function allowedIn(cursor: DurabilityCursor, sector: number): number[] {
  const { floors, pending } = cursor.disks[0]!
  const offers = pending.filter((write) => write.sectors().includes(sector - write.entry.storedLba))
  return [...content(floors, sector, 1), ...offers.map(({ entry }) => valueIn(entry, sector))]
}

function legalIn(versions: readonly SectorVersion[]): number[] {
  const floor = versions.findLastIndex(({ durable }) => durable)
  return [versions[floor]?.value ?? 255, ...versions.slice(floor + 1).map(({ value }) => value)]
}

describe('the durability cursor on a sound disk', () => {
  it('allows at every step exactly what a plain list of versions allows', async () => {
    await fc.assert(
      fc.asyncProperty(workload, async ({ processes, seed }) => {
        const stage = await runWorkload(processes, { seed })
        const cursor = stage.cursor(-1)
        for (let seq = 0; seq < stage.log.end; seq++) {
          cursor.advanceTo(seq)
          for (let sector = 0; sector < 16; sector++)
            expect(allowedIn(cursor, sector)).toEqual(legalIn(versionsOf(stage, sector, seq)))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('agrees with a replay of all completed writes at every step, and with the device at the end', async () => {
    await fc.assert(
      fc.asyncProperty(workload, async ({ processes, seed }) => {
        const stage = await runWorkload(processes, { seed })
        const cursor = stage.cursor(-1)
        for (let seq = 0; seq < stage.log.end; seq++) {
          cursor.advanceTo(seq)
          expect(withCompleted(cursor)).toEqual(replayed(stage, seq))
        }
        expect(stage.stored(0, SECTORS)).toEqual(replayed(stage, stage.log.end - 1))
      }),
      { numRuns: 30 },
    )
  })

  it('is the same when it follows the run, when it comes later, and when it was forked on the way', async () => {
    await fc.assert(
      fc.asyncProperty(workload, fc.nat(100), async ({ processes, seed }, where) => {
        const stage = await runWorkload(processes, { seed })
        const fork = stage.cursor(Math.min(where, stage.log.end) - 1).fork()
        fork.advanceTo(stage.log.end - 1)
        const late = stage.cursor()
        for (let sector = 0; sector < 16; sector++) expect(allowedIn(fork, sector)).toEqual(allowedIn(late, sector))
      }),
      { numRuns: 20 },
    )
  })
})

describe('the durability cursor on a disk with faults', () => {
  const faults: readonly FaultKind[] = ['torn', 'lost', 'misdirected', 'unserializable', 'bit-rot', 'error-once', 'lying-flush', 'enospc']

  it('ends where the device ends, once everything has been flushed', async () => {
    await fc.assert(
      fc.asyncProperty(workload, fc.subarray([...faults], { minLength: 1 }), async ({ processes, seed }, kinds) => {
        const specs = kinds.map((kind) => ({ kind, fromUs: 0, toUs: 1_000_000, oneIn: 3 }))
        const stage = await runWorkload(processes, { seed, faults: specs })
        stage.kernel.at(Math.max(stage.kernel.now, 1_000_000), () => {})
        await stage.kernel.run()
        await stage.run(() => stage.volume.flush())
        const [disk] = stage.cursor().disks
        expect(disk!.pending).toEqual([])
        expect(disk!.floors.equals(stage.disk.image)).toBe(true)
      }),
      { numRuns: 80 },
    )
  })

  it('allows of a sheared write exactly the sectors that were stored', async () => {
    const faults = [{ kind: 'unserializable', fromUs: 0, toUs: 1_000_000, oneIn: 1 }] as const
    let struck = 0
    await fc.assert(
      fc.asyncProperty(workload, async ({ processes, seed }) => {
        const stage = await runWorkload(processes, { seed, faults })
        struck += stage.faults!.fired.unserializable ?? 0
        const cursor = stage.cursor(-1)
        for (let seq = 0; seq < stage.log.end; seq++) {
          cursor.advanceTo(seq)
          for (let sector = 0; sector < 16; sector++)
            expect(allowedIn(cursor, sector)).toEqual(legalIn(versionsOf(stage, sector, seq)))
        }
        expect(withCompleted(cursor)).toEqual(stage.stored(0, SECTORS))
      }),
      { numRuns: 25 },
    )
    expect(struck).toBeGreaterThan(2)
  })

  it('loses with a failed flush what the device forgets by its policy', async () => {
    const specs = [
      { kind: 'error-once', fromUs: 0, toUs: 1_000_000, oneIn: 4 },
      { kind: 'unserializable', fromUs: 0, toUs: 1_000_000, oneIn: 3 },
    ] as const
    await fc.assert(
      fc.asyncProperty(workload, async ({ processes, seed }) => {
        const stage = await runWorkload(processes, { seed, faults: specs, profile: { flushErrorPolicy: 'drop' } })
        expect(withCompleted(stage.cursor())).toEqual(stage.stored(0, SECTORS))
      }),
      { numRuns: 80 },
    )
  })
})
