/**
 * Random operations, a power cut, a mount, a check, and the comparison with what POSIX and the mount options allow. How many
 * images a preset gets is `SEEDDRILL_CRASH_IMAGES`, by default few enough for every test run.
 */
import { describe, expect, it } from 'vitest'
import { MOUNT_PRESETS } from '../../../core/fs/mount-options.ts'
import type { FileSystemDefects, MountOptions, MountPreset } from '../../../core/fs/mount-options.ts'
import { fc } from '../../../core/index.ts'
import { randomStream } from '../../../core/sim/index.ts'
import { crashes, run } from './crash-harness.ts'
import type { Campaign } from './crash-harness.ts'
import { fileOperation } from './file-operations.ts'
import type { FileOperation } from './file-operations.ts'

const IMAGES = Number(process.env['SEEDDRILL_CRASH_IMAGES'] ?? 300)
const MINUTES = 60_000 * 120

const operationsOf = (seed: number): readonly FileOperation[] =>
  fc.sample(fc.array(fileOperation, { minLength: 20, maxLength: 60, size: 'max' }), { seed, numRuns: 1 })[0]!

/** @returns what is wrong with the first image that may not be left; null when `images` different ones were all right */
function campaign(options: MountOptions, images: number, defects: FileSystemDefects = {}): string | null {
  const counted: Campaign = { images: 0, keys: new Set() }
  for (let seed = 1; counted.images < images; seed++) {
    const wrong = crashes(run(operationsOf(seed), options, defects, `run ${seed}`), options, defects, randomStream(`crash ${seed}`), counted, 40)
    if (wrong) return `seed ${seed}, ${wrong}`
  }
  return null
}

const SOUND = (Object.keys(MOUNT_PRESETS) as MountPreset[]).filter((preset) => MOUNT_PRESETS[preset].barriers)

describe('after a power cut', () => {
  it.each(SOUND)('%s leaves what it may leave', { timeout: MINUTES }, (preset) => {
    expect(campaign(MOUNT_PRESETS[preset], IMAGES)).toBeNull()
  })

  it('a file system without barriers on a device with a volatile cache is damaged', () => {
    expect(campaign(MOUNT_PRESETS['ext4-nobarrier'], 500)).not.toBeNull()
  })

  it.each<[keyof FileSystemDefects, MountPreset]>([
    ['skipsJournalChecksum', 'ext4-async-commit'],
    ['splitsRename', 'ext4'],
    ['writesMetadataInPlace', 'ext4'],
    ['recordsReservationWrongly', 'ext4'],
  ])('%s is noticed', { timeout: MINUTES }, (defect, preset) => {
    expect(campaign(MOUNT_PRESETS[preset], 5000, { [defect]: true })).not.toBeNull()
  })

  it('a checksum that is not looked at does no harm where the record is written last', { timeout: MINUTES }, () => {
    expect(campaign(MOUNT_PRESETS.ext4, 300, { skipsJournalChecksum: true })).toBeNull()
  })

  // The block of a directory becomes one of a file while the journal still holds it as the directory's.
  const reuse: readonly FileOperation[] = [
    { call: 'makeDirectory', path: '/d' },
    { call: 'write', path: '/d/a', offset: 0, bytes: 0, fill: 1 },
    { call: 'sync' },
    { call: 'unlink', path: '/d/a' },
    { call: 'removeDirectory', path: '/d' },
    { call: 'sync' },
    { call: 'write', path: '/b', offset: 0, bytes: 4096, fill: 5 },
    { call: 'fsync', path: '/b' },
  ]
  it.each([[true], [false]])('an old copy of a block is replayed over data: omitsRevoke %s', (omitsRevoke) => {
    const { ext4 } = MOUNT_PRESETS
    const counted: Campaign = { images: 0, keys: new Set() }
    // No background work, which might empty the journal.
    const wrong = crashes(run(reuse, ext4, { omitsRevoke }, null), ext4, { omitsRevoke }, randomStream('crash'), counted, 100)
    if (omitsRevoke) expect(wrong).toContain('of inode')
    else expect(wrong).toBeNull()
  })
})
