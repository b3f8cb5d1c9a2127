/** States of logs that are written by hand. */
import { DurabilityCursor } from '../../../core/block/durability.ts'
import { buildImages } from '../../../core/crash/index.ts'
import type { CrashState, LayerOptions } from '../../../core/crash/index.ts'
import { createStreams } from '../../../core/sim/random.ts'
import { imageOf, LiteralLog, textOf } from '../../litmus/engine-images.ts'
import { INITIAL } from '../../litmus/trace.ts'
import type { Step } from '../../litmus/trace.ts'

export function cursorAfter(
  steps: readonly Step[],
  diskSectors: readonly number[],
  writeThrough = false,
  initial = INITIAL,
): DurabilityCursor {
  const literal = new LiteralLog(diskSectors.length, () => {})
  for (const step of steps) literal.append(step)
  const cursor = new DurabilityCursor(
    literal.log,
    diskSectors.map((count) => imageOf(initial.repeat(count))),
    diskSectors.map(() => writeThrough),
  )
  cursor.advanceTo(literal.log.end - 1)
  return cursor
}

export function textOfState(cursor: DurabilityCursor, { choice }: CrashState): string {
  const images = buildImages(cursor, choice)
  const text = images.map(textOf).join('/')
  for (const image of images) image.release()
  return text
}

const seedOf = (name: string) => createStreams(name).named('states')

export const optionsOf = (seed: string, change: Partial<LayerOptions> = {}): LayerOptions => ({
  stream: seedOf(seed),
  atomicSectors: 1,
  powerSafe: true,
  seededPicks: 4,
  singledOut: 3,
  mostExhaustive: 64,
  ...change,
})
