/** How the effects of the fault table act on a disk and a request. */
import type { Disk } from './disk.ts'
import { applyStored } from './durability.ts'
import type { FaultEffect, FaultTarget } from './faults.ts'
import { SECTOR_BYTES } from './geometry.ts'
import { PLATFORM } from './request.ts'
import type { Request } from './request.ts'
import { IoError } from './volume.ts'
import type { WriteEntry } from './write-log.ts'
import { hashBytes } from './xxhash32.ts'

/** Lets the armed faults strike a request; returns the extra delay in µs (Infinity: never answered). */
export function applyEffect(disk: Disk, request: Request): number {
  const effect = disk.faults!.strike(target(disk, request), disk.kernel.now, request.operation)
  if (!effect) return 0
  if (effect.type === 'delay') return effect.delayUs
  if (effect.type === 'never') return Infinity
  actions[effect.type](disk, request, effect as never)
  return 0
}

function target(disk: Disk, request: Request): FaultTarget {
  const { kind, lba, sectors } = request.details
  const bytes = kind === 'flush' ? null : disk.image.read(lba * SECTOR_BYTES, sectors * SECTOR_BYTES)
  return {
    kind,
    lba,
    sectors,
    contentDigest: bytes ? hashBytes(bytes) : 0,
    diskSectors: disk.sizeBytes / SECTOR_BYTES,
    rewritten: kind === 'write' ? rewritten(disk, lba, sectors) : null,
  }
}

/** The part of a write, as offsets in its data, that the latest overlapping one of the remembered writes had written. */
function rewritten(disk: Disk, lba: number, sectors: number): FaultTarget['rewritten'] {
  const previous = disk.overwritten.findLast((old) => old.lba < lba + sectors && lba < old.lba + old.data.length / SECTOR_BYTES)
  if (!previous) return null
  const to = Math.min(lba + sectors, previous.lba + previous.data.length / SECTOR_BYTES)
  return { from: Math.max(lba, previous.lba) - lba, to: to - lba }
}

type Effect<Type extends FaultEffect['type']> = Extract<FaultEffect, { type: Type }>

const actions = {
  error(disk: Disk, request: Request, effect: Effect<'error'>): void {
    request.error = new IoError(effect.code, `${disk.id}: ${request.details.kind} failed`)
    if (request.entry?.kind === 'flush') {
      const policy = disk.profile.flushErrorPolicy
      // What a flush of the platform gives up, the application could not learn of and so could not survive.
      const isTold = request.process !== PLATFORM
      request.entry.discardsCovered = (effect.discardsCovered === true && isTold) || policy !== 'keep-dirty'
    }
  },
  store(_disk: Disk, request: Request, effect: Effect<'store'>): void {
    const entry = request.entry as WriteEntry
    entry.storedLba = effect.lba
    entry.storedFrom = effect.from
    entry.storedTo = effect.to
  },
  skip(_disk: Disk, request: Request, effect: Effect<'skip'>): void {
    const entry = request.entry as WriteEntry
    entry.skipped = effect.sectors
  },
  lie(_disk: Disk, request: Request): void {
    if (request.entry?.kind === 'flush') request.entry.lying = true
  },
  stale(disk: Disk, request: Request): void {
    request.readData = staleContent(disk, request)
  },
  'bad-sector'(disk: Disk, _request: Request, effect: Effect<'bad-sector'>): void {
    disk.badSectors.add(effect.lba)
  },
  flip(disk: Disk, _request: Request, effect: Effect<'flip'>): void {
    const data = disk.image.read(effect.lba * SECTOR_BYTES, SECTOR_BYTES)
    data[effect.byte]! ^= effect.mask
    damage(disk, effect.lba, data)
  },
}

/** Today's bytes with the latest overwritten content laid over them. */
function staleContent(disk: Disk, request: Request): Uint8Array {
  const { lba, sectors } = request.details
  const content = disk.image.read(lba * SECTOR_BYTES, sectors * SECTOR_BYTES)
  const previous = disk.overwritten.findLast((old) => old.lba < lba + sectors && lba < old.lba + old.data.length / SECTOR_BYTES)
  if (!previous) return content
  const from = Math.max(lba, previous.lba)
  const to = Math.min(lba + sectors, previous.lba + previous.data.length / SECTOR_BYTES)
  const start = (from - previous.lba) * SECTOR_BYTES
  content.set(previous.data.subarray(start, start + (to - from) * SECTOR_BYTES), (from - lba) * SECTOR_BYTES)
  return content
}

/** Changes the medium itself: logged as an entry of its own, durable at once, invisible to filter drivers. */
function damage(disk: Disk, lba: number, data: Uint8Array): void {
  const { log, kernel } = disk
  const entry: WriteEntry = {
    kind: 'damage',
    disk: disk.index,
    lba,
    sectors: 1,
    data,
    fua: true,
    operation: null,
    process: 'device',
    label: 'damage',
    submitSeq: log.end,
    submitAt: kernel.now,
    completeSeq: null,
    completeAt: -1,
    diskPosition: 0,
    storedLba: lba,
    storedFrom: 0,
    storedTo: 1,
    skipped: null,
    failed: false,
  }
  log.submit(entry)
  disk.medium?.submitted(entry)
  applyStored(disk.image, entry)
  log.complete(entry, kernel.now)
  disk.medium?.completed(entry)
}
