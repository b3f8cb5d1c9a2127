/** What a scenario begins with. */
import type { Arena } from '../block/arena.ts'
import { createImage } from '../block/block-image.ts'
import type { BlockImage } from '../block/block-image.ts'
import { disksOf, prepare } from '../machine/app-disks.ts'
import type { AnyApp, Scenario } from './scenario.ts'

/** Fresh disks for every machine of a scenario, with an empty file system where one is asked for. */
export function emptyImages(scenario: Scenario, arena: Arena): BlockImage[] {
  return Object.values(scenario.machines as Record<string, AnyApp>).flatMap((app) =>
    disksOf(app).map((disk) => prepare(disk, createImage(arena, disk.sizeBytes))),
  )
}
