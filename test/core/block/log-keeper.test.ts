import { describe, expect, it } from 'vitest'
import { LogKeeper } from '../../../core/block/log-keeper.ts'
import type { DurabilityCursor } from '../../../core/block/durability.ts'
import { at, DiskStage, sectorsOf } from './disk-stage.ts'

const RETENTION_US = 2000
const WRITES = 60

/** The same writes, with a flush now and then; with or without somebody who forgets them. */
async function runWith(retentionUs: number) {
  const stage = new DiskStage({ seed: 'keeper' })
  const { kernel, log, before, volume } = stage
  const keeper = new LogKeeper({ kernel, log, images: [before.fork()], writeThrough: [false], retentionUs })
  stage.spawn('writer', async () => {
    for (let write = 1; write <= WRITES; write++) {
      await volume.write(at((write * 7) % 20), sectorsOf(write))
      if (write % 4 === 0) await volume.flush()
    }
    kernel.stop()
  })
  await kernel.run()
  return { kernel, log, keeper }
}

function stateOf({ disks, seq }: DurabilityCursor) {
  return disks.map(({ floors, pending }) => [
    floors.hashKey(), pending.map((write) => [write.entry.submitSeq, write.completedAt(seq), write.sectors()]),
  ])
}

describe('a log keeper', () => {
  it('forgets what is older than its retention, and no more than twice as much stays', async () => {
    const { log, kernel } = await runWith(RETENTION_US)
    expect(log.base).toBeGreaterThan(50)
    const timeOf = (seq: number): number => {
      const step = log.step(seq)
      if (step.kind === 'mark' || step.kind === 'reset') throw new TypeError('this run has neither')
      return step.completeSeq === seq ? step.completeAt : step.submitAt
    }
    expect(kernel.now - timeOf(log.base)).toBeGreaterThan(RETENTION_US - 200)
    expect(kernel.now - timeOf(log.base)).toBeLessThan(2 * RETENTION_US + 200)
  })

  it('still cuts every instant that is left as a whole log does', async () => {
    const [short, whole] = [await runWith(RETENTION_US), await runWith(Infinity)]
    expect(whole.log.base).toBe(0)
    expect(short.log.end).toBe(whole.log.end)
    for (let seq = short.log.base; seq < short.log.end; seq++) {
      const [one, other] = [short.keeper.cursor(), whole.keeper.cursor()]
      one.advanceTo(seq)
      other.advanceTo(seq)
      expect(stateOf(one)).toEqual(stateOf(other))
      one.release()
      other.release()
    }
  })
})
