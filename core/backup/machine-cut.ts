/** Copies of the disks of one machine: what a backup is made of. */
import type { BlockImage } from '../block/block-image.ts'
import type { Disk } from '../block/disk.ts'
import type { Mark } from '../block/write-log.ts'
import type { Machine } from '../machine/machine.ts'
import { outermost } from '../replication/pending-point.ts'
import type { PointEvidence } from '../replication/pending-point.ts'
import type { BackupContext } from './context.ts'
import { streamOf } from './context.ts'

export interface MachineCut {
  /** By disk: where its copy was made. */
  readonly marks: readonly Mark[]
  /** Completed writes, durable or not. */
  readonly images: readonly BlockImage[]
  /** All at one instant. */
  readonly atOnce: boolean
}

/** Copies all disks at this instant. Costs nothing: the copies share what they hold. */
export function cutAtOnce({ kernel, log }: BackupContext, machine: Machine, name: string): MachineCut {
  const mark = log.mark(kernel.now, 'tag', { machine: machine.id, name })
  const images = machine.disks.map(({ image }) => image.fork())
  return { marks: images.map(() => mark), images, atOnce: true }
}

/** From one disk to the next when nobody holds them together: up to this, drawn uniformly. */
const SKEW_US = 1_000_000

/**
 * Copies one disk after the other, while writes go on.
 * @param done null when the disks were attached anew meanwhile, as after a crash
 * @returns gives up, releasing what was copied
 */
export function cutDiskByDisk(
  context: BackupContext,
  machine: Machine,
  name: string,
  done: (cut: MachineCut | null) => void,
): () => void {
  const { kernel, log } = context
  const { disks } = machine
  const marks: Mark[] = []
  const images: BlockImage[] = []
  let stopped = false
  const giveUp = (): void => {
    stopped = true
    for (const image of images.splice(0)) image.release()
  }
  const next = (disk: Disk | undefined): void => {
    if (stopped) return
    if (!disk) return done({ marks, images, atOnce: disks.length === 1 })
    if (machine.disks !== disks) {
      giveUp()
      return done(null)
    }
    marks.push(log.mark(kernel.now, 'tag', { machine: machine.id, name }))
    images.push(disk.image.fork())
    kernel.after(streamOf(context, 'skew', machine.id).between(1, SKEW_US), () => next(disks[images.length]))
  }
  next(disks[0])
  return giveUp
}

export function releaseCut({ images }: MachineCut): void {
  for (const image of images) image.release()
}

/** What is true of a cut that nobody came to rest for. */
export function crashEvidence({ marks, atOnce }: MachineCut): PointEvidence {
  const { first, last } = outermost(marks)
  return {
    label: 'crash-consistent',
    writersExpected: [],
    frozen: [],
    cutFirst: first,
    cutLast: last,
    orderPreserved: atOnce,
  }
}
