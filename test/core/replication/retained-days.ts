/** Many days of Site Recovery with the longest retention, and what it holds at the end of each. */
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import { WriteLog } from '../../../core/block/write-log.ts'
import type { AppDefinition } from '../../../core/machine/app.ts'
import { Machine } from '../../../core/machine/machine.ts'
import { SnapshotService } from '../../../core/machine/quiesce.ts'
import { asrRetention, enableReplication, policies } from '../../../core/replication/index.ts'
import { Kernel } from '../../../core/sim/kernel.ts'
import { createStreams } from '../../../core/sim/random.ts'
import { Trace } from '../../../core/sim/trace.ts'
import { gated, recorderApp, startClient, VOLUME_BYTES } from './estate.ts'

const DAY_US = 86_400_000_000
/** One record every five minutes on average: hardly a point is like the one before. */
const THINK_US = 300_000_000

export interface Held {
  readonly points: number
  /** Blocks that some image refers to. */
  readonly blocks: number
}

/** Counts, not times: for tests of growth, and to be measured from outside. */
export async function keepForDays(days: number): Promise<{ readonly perDay: readonly Held[] }> {
  const kernel = new Kernel({ streams: createStreams('days'), trace: new Trace(0) })
  const log = new WriteLog()
  const arena = createArena()
  const machine = new Machine({
    kernel,
    log,
    id: 'machine0',
    app: recorderApp(gated) as AppDefinition<string, unknown>,
    profile: DEVICE_PROFILES.ssd,
    images: [createImage(arena, VOLUME_BYTES), createImage(arena, VOLUME_BYTES)],
  })
  machine.boot(() => {})
  await kernel.run()
  const policy = { ...policies.asr, retention: asrRetention(15) }
  const replication = enableReplication({ kernel, log, machines: [machine], policy, snapshots: new SnapshotService() })
  startClient(kernel, [machine], THINK_US)
  const startUs = kernel.now
  const perDay: Held[] = []
  for (let day = 1; day <= days; day++) {
    await kernel.run({ timeLimitUs: startUs + day * DAY_US })
    log.advanceBase(log.end)
    const { slotsInUse } = arena.statistics
    perDay.push({ points: replication.points.length, blocks: slotsInUse })
  }
  return { perDay }
}
