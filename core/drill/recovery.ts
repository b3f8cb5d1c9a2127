/** Boots a site from images and reads it back: what the sweep does for every crash state. */
import type { Arena } from '../block/arena.ts'
import type { BlockImage } from '../block/block-image.ts'
import { INSTANT_PROFILES } from '../block/device-profile.ts'
import type { DeviceProfile } from '../block/device-profile.ts'
import { ReadMemory } from '../block/read-memory.ts'
import { CanonicalMemo } from '../oracle/canonical-memo.ts'
import { hashTextKey } from '../sim/hash.ts'
import { Trace } from '../sim/trace.ts'
import type { MountFacts } from './file-system-boots.ts'
import type { Plan } from './plan.ts'
import type { DiskStep } from './read-tree.ts'
import { PropertyBook } from './property-book.ts'
import type { Scenario } from './scenario.ts'
import { addStrikes, readFaultsOf } from './read-faults.ts'
import type { Strikes } from './read-faults.ts'
import { Site } from './site.ts'
import type { BootReport, ObserveReport } from './site.ts'
import { callPart, textOfObserved } from './user-code.ts'

/** What an application showed after it was booted from images. */
export type Observation =
  | {
      readonly ok: true
      /** May be the application's own data, which lives as long as its site does; see {@link detach}. */
      observed: unknown
      /** The canonical text of what was observed. */
      readonly text: string
      /** Digest of the text. */
      readonly key: string
      readonly replayed: number
      /** What it took to mount file systems before the application could boot; null where there is none. */
      readonly mounts: MountFacts | null
    }
  /** `unbootable`: the operating system did not even come up. */
  | { readonly ok: false; readonly message: string; readonly key: string; readonly replayed: 0; readonly mounts: MountFacts | null; readonly unbootable: boolean }

export interface Recovery {
  readonly site: Site
  readonly observation: Observation
  /** Positions below this one of the site's log belong to the boot. */
  readonly bootEnd: number
  /** How long the boot took, in virtual µs; nothing on a device without latency. */
  readonly bootUs: number
}

export interface RecoveryContext {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly arena: Arena
  /** Shared by all recoveries of a drill, so that their course is part of its hash. */
  readonly trace: Trace
  readonly shown: Shown
  /** What read faults have done to recovered sites. */
  readonly strikes: Strikes
  /** What applications of recovered sites report of their properties. */
  readonly properties: PropertyBook
  /** Recovered sites remember where in the code each write was asked for. Default false. */
  origins?: boolean
}

/** What the recoveries of a drill of this plan begin with. */
export function newRecoveryContext(scenario: Scenario, plan: Plan, arena: Arena): RecoveryContext {
  const properties = new PropertyBook(scenario)
  return { scenario, plan, arena, trace: new Trace(0), shown: rememberShown(scenario), strikes: {}, properties }
}

/** What recoveries showed lately: most show the same as one just before. */
export type Shown = CanonicalMemo<{ readonly text: string; readonly key: string; readonly mayHoldBytes: boolean }>

/** One for all drills of the thread: nothing that a drill finds can depend on it. */
const readMemory = new ReadMemory()

export function rememberShown(scenario: Scenario): Shown {
  return new CanonicalMemo((observed) => {
    const text = textOfObserved(scenario, observed)
    return { text, key: hashTextKey(text), mayHoldBytes: text.includes('bytes<') }
  })
}

export interface RecoverOptions {
  /** Default: the plan's without its latency, so that a boot costs no events. */
  readonly device?: DeviceProfile
  /** Told each step of the boot and of the reading back on the disks, in order. */
  readonly onStep?: (step: DiskStep) => void
}

/** @param images owned by the recovered site from now on */
export async function recover(
  context: RecoveryContext,
  images: readonly BlockImage[],
  { device = INSTANT_PROFILES[context.plan.device], onStep }: RecoverOptions = {},
): Promise<Recovery> {
  const { scenario, plan, arena, trace, shown, properties, origins = false } = context
  const faults = readFaultsOf(plan, () => imagesKey(images))
  const faultsOf = faults && { faultsOf: () => faults }
  const site = new Site({ scenario, seed: plan.seed, device, arena, images, trace, properties, origins, readMemory, ...faultsOf })
  if (onStep) watch(site, onStep)
  const boot = await site.boot()
  const bootEnd = site.log.end
  const bootUs = site.kernel.now
  const report = boot.ok ? await site.observe() : boot
  if (onStep) unwatch(site)
  if (faults) for (const disk of site.disks) addStrikes(context.strikes, disk.faults)
  return { site, bootEnd, bootUs, observation: observationOf(site, report, shown) }
}

/** What a site that was booted and read back showed. */
export function observationOf(site: Site, report: ObserveReport | BootReport & { readonly ok: false }, shown: Shown): Observation {
  if (!report.ok) return refused(report.message, 'unbootable' in report && report.unbootable === true, site.mounts)
  const { text, key, mayHoldBytes } = shown.of(report.observed)
  // Bytes that the application shows may be those that it read, and an observation outlives its site.
  const observed = mayHoldBytes ? structuredClone(report.observed) : report.observed
  const replayed = callPart(site.scenario, 'replayed', () => site.replayed)
  return { ok: true, observed, text, key, replayed, mounts: site.mounts }
}

function watch({ disks }: Site, onStep: (step: DiskStep) => void): void {
  disks.forEach((disk, index) => {
    disk.onRead = (lba, sectors) => onStep({ kind: 'read', disk: index, lba, sectors })
    disk.onWriteCompleted = ({ lba, sectors }) => onStep({ kind: 'write', disk: index, lba, sectors })
  })
}

function unwatch({ disks }: Site): void {
  for (const disk of disks) {
    disk.onRead = null
    disk.onWriteCompleted = null
  }
}

/** Takes a copy of what was observed: call it before the application goes on, and may change what it showed. */
export function detach(observation: Observation): void {
  if (observation.ok) observation.observed = structuredClone(observation.observed)
}

function refused(message: string, unbootable: boolean, mounts: MountFacts | null): Observation {
  return { ok: false, message, key: hashTextKey(`refused: ${message}`), replayed: 0, mounts, unbootable }
}

/** One key for the content of all disks. */
export function imagesKey(images: readonly BlockImage[]): string {
  return images.length === 1 ? images[0]!.hashKey() : images.map((image) => image.hashKey()).join('')
}
