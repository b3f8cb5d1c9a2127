/** Every state that is generated is one that the definitions of its kind of crash allow. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DurabilityCursor } from '../../../core/block/durability.ts'
import { buildImages, coarseStates, fineStates } from '../../../core/crash/index.ts'
import type { CrashState } from '../../../core/crash/index.ts'
import { createStreams } from '../../../core/sim/random.ts'
import { imageOf, LiteralLog, textOf } from '../../litmus/engine-images.ts'
import { legalImages } from '../../litmus/legal-images.ts'
import { INITIAL } from '../../litmus/trace.ts'
import type { Disk, Step, WriteStep } from '../../litmus/trace.ts'

const SECTORS = 10
const NAMES = [...'ABCDEFGHIJ']
const seedOf = (name: string) => createStreams(name).named('states')

/** A run of a device without faults: overlapping writes are never in flight together. */
const trace: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      what: fc.nat(9),
      at: fc.nat(SECTORS - 1),
      length: fc.integer({ min: 1, max: 9 }),
      disk: fc.constantFrom<Disk>('a', 'b'),
    }),
    { minLength: 3, maxLength: 14 },
  )
  .map((actions) => {
    const steps: Step[] = []
    let writes: WriteStep[] = []
    let flushes: string[] = []
    let names = 0
    for (const { what, at, length, disk } of actions) {
      const last = Math.min(SECTORS - 1, at + length - 1)
      const busy = writes.some((write) => write.disk === disk && write.first <= last && at <= write.last)
      if (what < 4 && !busy && names < NAMES.length) {
        const kind = what === 3 ? 'discard' : 'write'
        const write: WriteStep = { step: 'write', name: NAMES[names++]!, kind, disk, first: at, last, fua: what === 2 }
        writes.push(write)
        steps.push(write)
      } else if (what < 7 && writes.length > 0) {
        const done = writes[at % writes.length]!
        writes = writes.filter((write) => write !== done)
        steps.push({ step: 'written', name: done.name, failed: length === 9 })
      } else if (what === 7) {
        const name = String(flushes.length + steps.length)
        flushes.push(name)
        steps.push({ step: 'flush', name, disk })
      } else if (flushes.length > 0) {
        const name = flushes[at % flushes.length]!
        flushes = flushes.filter((other) => other !== name)
        steps.push({ step: 'flushed', name, outcome: length === 9 ? 'lying' : length === 8 ? 'failed' : 'honest' })
      } else steps.push({ step: 'mark' })
    }
    return steps
  })

function cursorAfter(steps: readonly Step[], diskSectors: readonly number[]): DurabilityCursor {
  const literal = new LiteralLog(diskSectors.length, () => {})
  for (const step of steps) literal.append(step)
  const cursor = new DurabilityCursor(
    literal.log,
    diskSectors.map((count) => imageOf(INITIAL.repeat(count))),
    diskSectors.map(() => false),
  )
  cursor.advanceTo(literal.log.end - 1)
  return cursor
}

function textOfState(cursor: DurabilityCursor, { choice }: CrashState): string {
  const images = buildImages(cursor, choice)
  const text = images.map(textOf).join('/')
  for (const image of images) image.release()
  return text
}

/** Whether each disk of the image is among the legal ones: a product of sets, so disk by disk. */
function expectLegal(steps: readonly Step[], { kind }: CrashState, text: string): void {
  text.split('/').forEach((part, disk) => {
    const own = steps.map((step) =>
      'disk' in step ? ({ ...step, disk: step.disk === 'ab'[disk] ? 'a' : 'b' } as Step) : step,
    )
    // Positions count, so the other disk's steps stay; only its sectors are left out.
    expect(legalSector(own, kind, part), `${kind}: ${text} after ${JSON.stringify(steps)}`).toBe(true)
  })
}

/** Sectors are independent of each other: it is enough that each holds one of its versions. */
function legalSector(steps: readonly Step[], kind: CrashState['kind'], part: string): boolean {
  return [...part].every((content, sector) => legalAt(steps, kind, sector).has(content))
}

function legalAt(steps: readonly Step[], kind: CrashState['kind'], sector: number): ReadonlySet<string> {
  const moved = steps.map((step) =>
    step.step === 'write' ? { ...step, first: step.first - sector, last: step.last - sector } : step,
  )
  return legalImages(moved, kind, [1], false)
}

describe('generated states', () => {
  it.each([1, 8] as const)('are legal for their kind of crash, with %i atomic sectors', (atomicSectors) => {
    const kinds = new Map<string, number>()
    fc.assert(
      fc.property(trace, fc.string(), (steps, seed) => {
        const cursor = cursorAfter(steps, [SECTORS, SECTORS])
        const options = { stream: seedOf(seed), atomicSectors, seededPicks: 4, singledOut: 3 }
        for (const state of [...coarseStates(cursor), ...fineStates(cursor, options)]) {
          kinds.set(state.kind, (kinds.get(state.kind) ?? 0) + 1)
          expectLegal(steps, state, textOfState(cursor, state))
        }
        cursor.release()
      }),
      { numRuns: 300 },
    )
    expect([...kinds.keys()].sort()).toEqual(['os-reset', 'power-cut', 'process-kill'])
    expect(Math.min(...kinds.values())).toBeGreaterThan(50)
  })

  it('never tear an atomic unit of 4096 bytes inside', () => {
    const write: Step = { step: 'write', name: 'A', kind: 'write', disk: 'a', first: 4, last: 19, fua: false }
    const cursor = cursorAfter([write], [24])
    const seen = new Set<string>()
    for (let seed = 0; seed < 60; seed++) {
      const options = { stream: seedOf(String(seed)), atomicSectors: 8, seededPicks: 6, singledOut: 2 } as const
      for (const state of fineStates(cursor, options)) seen.add(textOfState(cursor, state))
    }
    const [head, middle, tail] = [
      ['----', 'AAAA'],
      ['--------', 'AAAAAAAA'],
      ['----', 'AAAA'],
    ] as const
    const whole = head.flatMap((one) => middle.flatMap((two) => tail.map((three) => `----${one}${two}${three}----`)))
    expect([...seen].sort()).toEqual(whole.sort())
    cursor.release()
  })

  it('of one large write reach every tear when sectors are atomic', () => {
    const write: Step = { step: 'write', name: 'A', kind: 'write', disk: 'a', first: 0, last: 2, fua: false }
    const cursor = cursorAfter([write, { step: 'written', name: 'A', failed: false }], [3])
    const seen = new Set<string>()
    for (let seed = 0; seed < 80; seed++) {
      const options = { stream: seedOf(String(seed)), atomicSectors: 1, seededPicks: 6, singledOut: 2 } as const
      for (const state of fineStates(cursor, options)) seen.add(textOfState(cursor, state))
    }
    expect(seen).toEqual(legalImages([write, { step: 'written', name: 'A', failed: false }], 'power-cut', [3], false))
    cursor.release()
  })
})
