/** What an operating system does with a file system when it starts: mounts it, and has it checked where that is called for. */
import { mount } from './mount.ts'
import type { MountReport } from './mount.ts'
import type { MountedVolume, VolumeParts } from './mounted-volume.ts'
import { CorruptMetadata } from './records.ts'
import { repair } from './repair.ts'
import type { Repair } from './repair.ts'
import type { Task } from './task.ts'

/**
 * When a file system is checked and repaired before it is used. `damaged`: when the mount found damage. Without a check,
 * what cannot be mounted stays so, and the machine does not boot.
 */
export const CHECK_POLICIES = ['never', 'damaged', 'always'] as const
export type CheckPolicy = (typeof CHECK_POLICIES)[number]

export interface BootReport extends MountReport {
  /** What was found and repaired; null: nobody looked. */
  readonly repair: Repair | null
}

/**
 * How long the work takes beside the requests to the device, in µs. All of it is assumed: short, as
 * the simulated volumes are small.
 */
export const BOOT_DURATIONS = { mountUs: 2_000, replayedBlockUs: 20, checkedInodeUs: 10, checkedBlockUs: 2, problemUs: 100 } as const

/** Beside the requests to the device, in µs. */
export function bootDurationUs({ blocks, repair: done }: BootReport): number {
  const { mountUs, replayedBlockUs, checkedInodeUs, checkedBlockUs, problemUs } = BOOT_DURATIONS
  const checkUs = done ? done.inodes * checkedInodeUs + done.blocks * checkedBlockUs + done.problems.length * problemUs : 0
  return mountUs + blocks * replayedBlockUs + checkUs
}

export interface BootedFiles {
  readonly volume: MountedVolume
  readonly report: BootReport
}

/** What helps where a file system cannot be mounted. */
const ADVICE = {
  unchecked: "nobody repaired it, as its check is 'never'; under 'damaged' a boot tries to",
  beyondRepair: 'that is beyond repair; boot from another recovery point, or restore a backup',
} as const

function advised(error: CorruptMetadata, advice: keyof typeof ADVICE): CorruptMetadata {
  return new CorruptMetadata(`${error.message}: ${ADVICE[advice]}`, { cause: error })
}

/**
 * @param blocks of the device
 * @throws CorruptMetadata when it cannot be mounted, with what helps
 */
export function* bootFiles(blocks: number, parts: Omit<VolumeParts, 'layout' | 'journalStart'>, check: CheckPolicy): Task<BootedFiles> {
  if (check === 'always') return yield* checkAndMount(blocks, parts)
  try {
    const { volume, report } = yield* mount(blocks, parts)
    if (check === 'never' || !report.superblockRepaired) return { volume, report: { ...report, repair: null } }
    const checked = yield* checkAndMount(blocks, parts)
    const [before, after] = [report, checked.report]
    const sums = { transactions: before.transactions + after.transactions, blocks: before.blocks + after.blocks }
    return { volume: checked.volume, report: { ...after, ...sums, superblockRepaired: true } }
  } catch (error) {
    if (!(error instanceof CorruptMetadata)) throw error
    if (check === 'never') throw advised(error, 'unchecked')
    return yield* checkAndMount(blocks, parts)
  }
}

function* checkAndMount(blocks: number, parts: Omit<VolumeParts, 'layout' | 'journalStart'>): Task<BootedFiles> {
  try {
    const done = yield* repair(blocks, parts.defects)
    const { volume, report } = yield* mount(blocks, parts)
    return { volume, report: { ...report, blocks: report.blocks + done.replayedBlocks, repair: done } }
  } catch (error) {
    throw error instanceof CorruptMetadata ? advised(error, 'beyondRepair') : error
  }
}
