/** Boots a site from images and reads it back: what the sweep does for every crash state. */
import type { Arena } from '../block/arena.ts'
import type { BlockImage } from '../block/block-image.ts'
import { DEVICE_PROFILES } from '../block/device-profile.ts'
import type { DeviceProfile } from '../block/device-profile.ts'
import { hashTextKey } from '../sim/hash.ts'
import type { Trace } from '../sim/trace.ts'
import type { Plan } from './plan.ts'
import type { Scenario } from './scenario.ts'
import { Site } from './site.ts'
import { callPart, textOfObserved } from './user-code.ts'

/** What an application showed after it was booted from images. */
export type Observation =
  | { readonly ok: true; readonly observed: unknown; readonly key: string; readonly replayed: number }
  | { readonly ok: false; readonly message: string; readonly key: string; readonly replayed: 0 }

export interface Recovery {
  readonly site: Site
  readonly observation: Observation
  /** Positions below this one of the site's log belong to the boot. */
  readonly bootEnd: number
}

export interface RecoveryContext {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly arena: Arena
  /** Shared by all recoveries of a drill, so that their course is part of its hash. */
  readonly trace: Trace
}

/**
 * @param images owned by the recovered site from now on
 * @param device default: one without latency, where a boot costs no events
 */
export async function recover(
  context: RecoveryContext,
  images: readonly BlockImage[],
  device: DeviceProfile = DEVICE_PROFILES.instant,
): Promise<Recovery> {
  const { scenario, plan, arena, trace } = context
  const site = new Site({ scenario, seed: plan.seed, device, arena, images, trace })
  const boot = await site.boot()
  const bootEnd = site.log.end
  if (!boot.ok) return { site, bootEnd, observation: refused(boot.message) }
  const report = await site.observe()
  if (!report.ok) return { site, bootEnd, observation: refused(report.message) }
  const { observed } = report
  const key = hashTextKey(textOfObserved(scenario, observed))
  const replayed = callPart(scenario, 'replayed', () => site.replayed)
  return { site, bootEnd, observation: { ok: true, observed, key, replayed } }
}

function refused(message: string): Observation {
  return { ok: false, message, key: hashTextKey(`refused: ${message}`), replayed: 0 }
}

/** One key for the content of all disks. */
export function imagesKey(images: readonly BlockImage[]): string {
  return images.length === 1 ? images[0]!.hashKey() : images.map((image) => image.hashKey()).join('')
}
