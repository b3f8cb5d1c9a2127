import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import { DiskDurability } from '../../../core/block/durability.ts'
import type { FlushEntry, WriteEntry } from '../../../core/block/write-log.ts'
import { content, sectorsOf } from './disk-stage.ts'

const shared = { disk: 0, operation: null, process: 'test', label: 'test', submitAt: 0, completeAt: 0, failed: false }

/** A write whose first sector was meant for `lba` and went to `storedLba`. */
function write(value: number, lba: number, storedLba: number, submitSeq: number, completeSeq: number, fua = false): WriteEntry {
  return {
    ...shared, kind: 'write', lba, sectors: 1, data: sectorsOf(value), fua, submitSeq, completeSeq, diskPosition: 0,
    storedLba, storedFrom: 0, storedTo: 1, skipped: null,
  }
}

const flush = (submitSeq: number, completeSeq: number): FlushEntry => ({
  ...shared, kind: 'flush', submitSeq, completeSeq, lying: false, discardsCovered: false,
})

const newDisk = (): DiskDurability => new DiskDurability(createImage(createArena(), 8192), false)

describe('what comes to lie over a sector out of turn', () => {
  it('a misdirected write counts from its completion: here it is the last', () => {
    const disk = newDisk()
    const misdirected = write(1, 0, 8, 0, 3)
    const sound = write(2, 8, 8, 1, 2)
    for (const entry of [misdirected, sound]) disk.submitted(entry)
    for (const entry of [sound, misdirected]) disk.completed(entry)
    disk.flushed(flush(4, 5))
    expect(content(disk.floors, 8, 1)).toEqual([1])
    expect(disk.pending).toEqual([])
  })

  it('a misdirected write that a flush missed may still come over what the flush made durable', () => {
    const disk = newDisk()
    const misdirected = write(1, 0, 8, 0, 4)
    const sound = write(2, 8, 8, 1, 2)
    for (const entry of [misdirected, sound]) disk.submitted(entry)
    disk.completed(sound)
    disk.completed(misdirected)
    disk.flushed(flush(3, 5))
    expect(content(disk.floors, 8, 1)).toEqual([2])
    expect(disk.pending.map((pending) => [pending.entry, pending.sectors()])).toEqual([[misdirected, [0]]])
  })

  it('damage to the medium does not take away a write that waits behind the read that found it', () => {
    const disk = newDisk()
    const waiting = write(1, 3, 3, 0, 5)
    const damage = write(9, 3, 3, 1, 2, true)
    for (const entry of [waiting, damage]) disk.submitted(entry)
    disk.completed(damage)
    expect(content(disk.floors, 3, 1)).toEqual([9])
    disk.completed(waiting)
    disk.flushed(flush(6, 7))
    expect(content(disk.floors, 3, 1)).toEqual([1])
  })
})
