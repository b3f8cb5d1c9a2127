import { expect, it } from 'vitest'
import { at, content, DiskStage, sectorsOf } from './disk-stage.ts'

it('once a power cut has been survived, nothing comes back from before it', async () => {
  const stage = new DiskStage()
  const { disk, log, volume } = stage
  await stage.run(async () => {
    await volume.write(at(0), sectorsOf(1, 4))
    await volume.flush()
    await volume.write(at(0), sectorsOf(2, 4))
    void volume.write(at(8), sectorsOf(3))
    stage.kernel.stop()
  })
  const cut = stage.cursor()
  expect(cut.disks[0]!.pending).toHaveLength(2)
  disk.kill()
  const survived = cut.disks[0]!.floors.fork()
  survived.write(at(1), sectorsOf(2))
  log.reset(disk.index, survived)
  const after = stage.cursor()
  expect(content(after.disks[0]!.floors, 0, 9)).toEqual([1, 2, 1, 1, 0, 0, 0, 0, 0])
  expect(after.disks[0]!.pending).toEqual([])
})
