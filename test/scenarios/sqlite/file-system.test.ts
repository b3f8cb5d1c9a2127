/** From the engine down to the sectors: SQLite on the journaling file system, on a disk whose power is cut. */
import { describe, expect, it } from 'vitest'
import { createArena, createImage, Disk, DurabilityCursor, WriteLog } from '../../../core/block/index.ts'
import type { BlockImage } from '../../../core/block/index.ts'
import { INSTANT_PROFILES } from '../../../core/block/device-profile.ts'
import { allPending, buildImages } from '../../../core/crash/picks.ts'
import { DiskFiles } from '../../../core/fs/disk-files.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { makeFileSystem } from '../../../core/fs/make.ts'
import { MOUNT_PRESETS } from '../../../core/fs/mount-options.ts'
import type { MountPreset } from '../../../core/fs/mount-options.ts'
import { randomStream } from '../../../core/sim/index.ts'
import type { SqliteOptions } from '../../../scenarios/sqlite/index.ts'
import { examine, work } from './crash-lab.ts'
import type { Effect } from './crash-lab.ts'
import { Stage } from './stage.ts'

const SIZE_BYTES = 1 << 20
const CUTS = 60

/** What power cuts all along one run did. */
async function effectsOf(preset: MountPreset, options: SqliteOptions): Promise<ReadonlySet<Effect>> {
  const stage = new Stage('1')
  const log = new WriteLog()
  const image = createImage(createArena(), SIZE_BYTES)
  makeFileSystem(image)
  const base = image.fork()
  const { kernel, group } = stage
  const disk = new Disk({ kernel, log, index: log.addDisk(), id: 'machine/disk', profile: INSTANT_PROFILES.ssd, image })
  const mounted = new DiskFiles(disk, { options: MOUNT_PRESETS[preset], schedule: 'eager' })
  mounted.mount((outcome) => {
    if (!outcome.ok) throw outcome.error as Error
  })
  const run = await work(stage, mounted.face('disk', group).sync, () => log.end, options, 1)
  const cursor = new DurabilityCursor(log, [base], [false])
  const random = randomStream('cuts')
  const stride = Math.max(1, Math.floor((log.end - run.begin) / CUTS))
  const effects = new Set<Effect>()
  for (let seq = run.begin; seq < log.end; seq += stride) {
    cursor.advanceTo(seq)
    const some = allPending(cursor).filter(() => random.chance(1, 2)).map((pending) => ({ pending, offsets: null }))
    for (const picks of ['floors', some] as const) {
      const [left] = buildImages(cursor, picks) as [BlockImage]
      effects.add(await examine(run, openImage(left, { options: MOUNT_PRESETS[preset] }).files.sync, seq))
      left.release()
    }
  }
  cursor.release()
  return effects
}

describe('a power cut', () => {
  it.each([
    ['ext4', { journalMode: 'delete', synchronous: 'extra' }],
    ['ext4', { journalMode: 'truncate', synchronous: 'full' }],
    ['ext4', { journalMode: 'wal', synchronous: 'full' }],
    ['posix', { journalMode: 'delete', synchronous: 'extra' }],
    ['posix', { journalMode: 'wal', synchronous: 'full' }],
  ] as const)('on %s loses nothing with %j', async (preset, options) => {
    expect([...await effectsOf(preset, options)]).toEqual(['kept'])
  })

  it.each([
    ['ext4', { journalMode: 'delete', synchronous: 'full' }],
    ['ext4', { journalMode: 'wal', synchronous: 'normal' }],
    ['posix', { journalMode: 'wal', synchronous: 'normal' }],
  ] as const)('on %s loses acknowledgements and no more with %j', async (preset, options) => {
    expect([...await effectsOf(preset, options)].sort()).toEqual(['kept', 'lost'])
  })

  it('damages a file that is never synced', async () => {
    const effects = await effectsOf('ext4', { journalMode: 'delete', synchronous: 'off' })
    expect(effects).toContain('refused')
    expect(effects).toContain('corrupt')
  })
})
