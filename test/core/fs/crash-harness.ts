/** Runs random calls on a simulated disk and hands out images that power cuts may leave. */
import { createArena, createImage, Disk, DurabilityCursor, SECTORS_PER_BLOCK, WriteLog } from '../../../core/block/index.ts'
import type { BlockImage } from '../../../core/block/index.ts'
import { INSTANT_PROFILES } from '../../../core/block/device-profile.ts'
import { allPending, buildImages } from '../../../core/crash/picks.ts'
import type { PickedWrite } from '../../../core/crash/picks.ts'
import { someWork } from '../../../core/fs/background-writer.ts'
import { diskDevice } from '../../../core/fs/devices.ts'
import { DiskFiles } from '../../../core/fs/disk-files.ts'
import { makeFileSystem } from '../../../core/fs/make.ts'
import type { FileSystemDefects, MountOptions } from '../../../core/fs/mount-options.ts'
import { runAtOnce } from '../../../core/fs/task.ts'
import { createStreams, Kernel, ProcessGroup, randomStream } from '../../../core/sim/index.ts'
import type { RandomStream } from '../../../core/sim/index.ts'
import { momentOf, wrongWith } from './crash-model.ts'
import type { Moment } from './crash-model.ts'
import { perform } from './file-operations.ts'
import type { FileOperation } from './file-operations.ts'

/** Small, so that blocks are soon used again and the journal soon goes round. */
const SIZE_BYTES = 512 << 10

export interface CrashRun {
  readonly history: readonly Moment[]
  readonly log: WriteLog
  readonly cursor: () => DurabilityCursor
}

/** @param seed of what the operating system does meanwhile; null: nothing */
export function run(operations: readonly FileOperation[], options: MountOptions, defects: FileSystemDefects, seed: string | null): CrashRun {
  const kernel = new Kernel({ streams: createStreams(seed ?? 'none') })
  const log = new WriteLog()
  const image = createImage(createArena(), SIZE_BYTES)
  makeFileSystem(image)
  const base = image.fork()
  const disk = new Disk({ kernel, log, index: log.addDisk(), id: 'machine/disk', profile: INSTANT_PROFILES.ssd, image })
  const mounted = new DiskFiles(disk, { options, defects, schedule: 'lazy' })
  mounted.mount((outcome) => {
    if (!outcome.ok) throw outcome.error as Error
  })
  const files = mounted.face('disk', new ProcessGroup('test')).sync
  const stream = randomStream(`work/${seed}`)
  const history: Moment[] = [momentOf(files, log.end, null, options, true)]
  for (const operation of operations) {
    const result = perform(files, operation, (nameless) => history.push(momentOf(files, log.end, null, options, false, nameless)))
    history.push(momentOf(files, log.end, operation, options, typeof result !== 'string'))
    for (let works = seed === null ? 0 : stream.below(3); works > 0; works--) runAtOnce(diskDevice(disk, () => null), someWork(mounted.volume!, stream))
  }
  return { history, log, cursor: () => new DurabilityCursor(log, [base.fork()], [false]) }
}

export interface Campaign {
  images: number
  readonly keys: Set<string>
}

/** Looks at crashes of a run. @returns what is wrong with the first image that may not be left, or null */
export function crashes(
  { history, log, cursor: begin }: CrashRun, options: MountOptions, defects: FileSystemDefects, stream: RandomStream, campaign: Campaign, share: number,
): string | null {
  const cursor = begin()
  for (let seq = log.base; seq < log.end; seq++) {
    cursor.advanceTo(seq)
    if (!stream.chance(share, 100)) continue
    for (let tries = 0; tries < 3; tries++) {
      const [image] = buildImages(cursor, tries === 0 ? 'floors' : randomPicks(cursor, stream)) as [BlockImage]
      const key = image.hashKey()
      if (!campaign.keys.has(key)) {
        campaign.keys.add(key)
        campaign.images++
        const wrong = wrongWith(image, history, seq, options, defects)
        if (wrong) return `after step ${seq}: ${wrong}`
      }
      image.release()
    }
  }
  cursor.release()
  return null
}

function randomPicks(cursor: DurabilityCursor, stream: RandomStream): PickedWrite[] {
  const odds = stream.between(1, 3)
  return allPending(cursor).flatMap((pending): PickedWrite[] => {
    if (!stream.chance(odds, 4)) return []
    const sectors = pending.sectors()
    if (sectors.length === 0) return []
    if (!stream.chance(1, SECTORS_PER_BLOCK)) return [{ pending, offsets: null }]
    return [{ pending, offsets: sectors.filter(() => stream.chance(1, 2)) }]
  })
}
