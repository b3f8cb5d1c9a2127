import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import { DurabilityCursor } from '../../../core/block/durability.ts'
import { WriteLog } from '../../../core/block/write-log.ts'
import { at, content, DiskStage, sectorsOf } from './disk-stage.ts'

describe('the write log', () => {
  it('gives one sequence number to each step, of disks and of marks', async () => {
    const stage = new DiskStage()
    await stage.run(async () => {
      stage.log.mark(stage.kernel.now, 'submitted', { operation: 7 })
      await stage.volume.write(at(0), sectorsOf(1))
      const mark = stage.log.mark(stage.kernel.now, 'answered', { machine: 'db', operation: 7, name: 'transfer' })
      expect(mark).toEqual({
        kind: 'mark', seq: 3, atUs: 100, vector: [1], mark: 'answered', machine: 'db', operation: 7, name: 'transfer',
      })
    })
    expect([0, 1, 2, 3].map((seq) => stage.log.step(seq).kind)).toEqual(['mark', 'write', 'write', 'mark'])
    expect(stage.log.step(0)).toMatchObject({ vector: [0], machine: null, name: 'submitted' })
  })

  it('counts the completions of every disk in every mark', () => {
    const log = new WriteLog()
    expect([log.addDisk(), log.addDisk(), log.disks]).toEqual([0, 1, 2])
    const early = log.mark(0, 'boot')
    expect([early.vector, log.vector()]).toEqual([[0, 0], [0, 0]])
  })

  it('forgets what lies before its base, and says so', async () => {
    const stage = new DiskStage()
    await stage.run(async () => {
      for (let turn = 0; turn < 3; turn++) await stage.volume.write(at(turn), sectorsOf(1))
    })
    stage.log.advanceBase(4)
    stage.log.advanceBase(2)
    expect([stage.log.base, stage.log.end]).toEqual([4, 6])
    expect(stage.log.step(4)).toMatchObject({ lba: 2, submitSeq: 4 })
    expect(() => stage.log.step(3)).toThrow('WriteLog.step: 3 is outside 4 … 5')
    expect(() => stage.log.step(6)).toThrow(RangeError)
    expect(() => stage.log.advanceBase(7)).toThrow('WriteLog.advanceBase: 7 lies beyond the end 6')
    expect(stage.log.vector()).toEqual([3])
  })

  it('gives back what a power cut left once the base has passed it, and a cursor keeps its own', () => {
    const arena = createArena()
    const log = new WriteLog()
    log.addDisk()
    const cursor = new DurabilityCursor(log, [createImage(arena, 4096)], [false])
    const left = createImage(arena, 4096)
    left.write(0, sectorsOf(5))
    log.reset(0, left)
    cursor.advanceTo(0)
    log.advanceBase(1)
    expect(() => left.fork()).toThrow('released')
    expect(content(cursor.disks[0]!.floors, 0, 2)).toEqual([5, 0])
    cursor.release()
    expect(arena.statistics.slotsInUse).toBe(0)
  })

  it('is followed from what a cache still held when it began: volatile until the first flush', async () => {
    const life = new DiskStage()
    await life.run(async () => {
      for (let turn = 0; turn < 5; turn++) await life.volume.write(at(8), sectorsOf(9), { fua: true })
      await life.volume.write(at(0), sectorsOf(1, 2))
    })
    const carried = life.cursor().disks[0]!.pending
    const next = new DiskStage()
    await next.run(async () => {
      await next.volume.write(at(1), sectorsOf(2), { fua: true })
      await next.volume.flush()
    })
    const cursor = new DurabilityCursor(next.log, [next.before.fork()], [false], [carried])
    const offers = (): number[][] => cursor.disks[0]!.pending.map((pending) => pending.sectors())
    expect(offers()).toEqual([[0, 1]])
    cursor.advanceTo(1)
    expect([offers(), content(cursor.disks[0]!.floors, 0, 2)]).toEqual([[[0]], [0, 2]])
    cursor.advanceTo(3)
    expect([offers(), content(cursor.disks[0]!.floors, 0, 2)]).toEqual([[], [1, 2]])
    expect(carried[0]!.sectors()).toEqual([0, 1])
  })

  it('is followed forwards only', async () => {
    const stage = new DiskStage()
    await stage.run(() => stage.volume.write(at(0), sectorsOf(1)))
    const cursor = stage.cursor(1)
    expect(cursor.seq).toBe(1)
    expect(() => cursor.advanceTo(0)).toThrow('DurabilityCursor.advanceTo: 0 lies before 1')
    expect(() => cursor.advanceTo(2)).toThrow('WriteLog.step: 2 is outside 0 … 1')
  })
})
