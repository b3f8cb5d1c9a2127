/** Every state that is generated is one that the definitions of its kind of crash allow. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DurabilityCursor } from '../../../core/block/durability.ts'
import { LAYER_NAMES, layerStates, LEGAL_RULES } from '../../../core/crash/index.ts'
import type { CrashState, LayerName, LayerOptions } from '../../../core/crash/index.ts'
import { legalImages } from '../../litmus/legal-images.ts'
import { LITMUS_CASES } from '../../litmus/cases.ts'
import { expand, parseTrace, sectorsOf } from '../../litmus/trace.ts'
import type { Disk, Step, WriteStep } from '../../litmus/trace.ts'
import { cursorAfter, optionsOf, textOfState } from './literal-states.ts'

const SECTORS = 10
const NAMES = [...'ABCDEFGHIJ']

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

const allStates = (cursor: DurabilityCursor, options: LayerOptions): readonly CrashState[] =>
  LAYER_NAMES.flatMap((layer) => layerStates(layer, cursor, options))

const textsOf = (cursor: DurabilityCursor, states: readonly CrashState[], kind: CrashState['kind']): ReadonlySet<string> =>
  new Set(states.filter((state) => state.kind === kind).map((state) => textOfState(cursor, state)))

/** Made only where nothing had been written, or where a device allows it. */
const RARE: readonly LayerName[] = ['append-exposure', 'device-damage']

describe('generated states', () => {
  it.each([1, 8] as const)('are legal for their kind of crash, with %i atomic sectors', (atomicSectors) => {
    const kinds = new Map<string, number>()
    const layers = new Map<LayerName, number>()
    fc.assert(
      fc.property(trace, fc.string(), (steps, seed) => {
        const cursor = cursorAfter(steps, [SECTORS, SECTORS])
        const options = optionsOf(seed, { atomicSectors })
        for (const layer of LAYER_NAMES) {
          for (const state of layerStates(layer, cursor, options)) {
            kinds.set(state.kind, (kinds.get(state.kind) ?? 0) + 1)
            layers.set(layer, (layers.get(layer) ?? 0) + 1)
            expect(LEGAL_RULES).toHaveProperty([state.why])
            expectLegal(steps, state, textOfState(cursor, state))
          }
        }
        cursor.release()
      }),
      { numRuns: 150 },
    )
    expect([...kinds.keys()].sort()).toEqual(['os-reset', 'power-cut', 'process-kill'])
    expect(Math.min(...kinds.values())).toBeGreaterThan(25)
    expect([...layers.keys()].filter((name) => !RARE.includes(name)).sort()).toEqual(LAYER_NAMES.filter((name) => !RARE.includes(name)).sort())
  })

  it('leave out nothing that is legal, where every state is enumerated', () => {
    let several = 0
    fc.assert(
      fc.property(trace, (steps) => {
        const small = steps.map((step) => ('first' in step ? { ...step, first: step.first % 4, last: Math.min(3, (step.first % 4) + 1) } : step))
        fc.pre(!overlapInFlight(small))
        const cursor = cursorAfter(small, [4, 4])
        const states = allStates(cursor, optionsOf('all', { mostExhaustive: 1 << 20, seededPicks: 0 }))
        for (const kind of ['power-cut', 'process-kill', 'os-reset'] as const) {
          const legal = legalImages(small, kind, [4, 4], false)
          if (legal.size > 4) several++
          expect([...textsOf(cursor, states, kind), textOfState(cursor, bare(kind))].sort().filter(distinct)).toEqual([...legal].sort())
        }
        cursor.release()
      }),
      { numRuns: 200 },
    )
    expect(several).toBeGreaterThan(50)
  })

  it('are the literal ones of every litmus case', () => {
    for (const { trace: text, kind = 'power-cut', writeThrough = false, allowed } of LITMUS_CASES) {
      if (kind === 'replica-prefix' || /[RB|]/.test(text)) continue
      const expected = expand(allowed)
      const steps = parseTrace(text)
      const cursor = cursorAfter(steps, sectorsOf([...expected][0]!), writeThrough)
      const states = allStates(cursor, optionsOf('litmus', { mostExhaustive: 1 << 20 }))
      expect([...textsOf(cursor, [...states, bare(kind)], kind)].sort(), text).toEqual([...expected].sort())
      cursor.release()
    }
  })

  it('of one large write reach every tear when sectors are atomic', () => {
    const steps: readonly Step[] = [
      { step: 'write', name: 'A', kind: 'write', disk: 'a', first: 0, last: 2, fua: false },
      { step: 'written', name: 'A', failed: false },
    ]
    const cursor = cursorAfter(steps, [3])
    const seen = new Set<string>()
    for (let seed = 0; seed < 80; seed++) {
      const options = optionsOf(String(seed), { mostExhaustive: 0 })
      for (const state of allStates(cursor, options)) if (state.kind === 'power-cut') seen.add(textOfState(cursor, state))
    }
    expect(seen).toEqual(legalImages(steps, 'power-cut', [3], false))
    cursor.release()
  })

  it('never tear an atomic unit of 4096 bytes inside', () => {
    const write: Step = { step: 'write', name: 'A', kind: 'write', disk: 'a', first: 4, last: 19, fua: false }
    const cursor = cursorAfter([write], [24])
    const states = allStates(cursor, optionsOf('units', { atomicSectors: 8 }))
    const whole = ['----', 'AAAA'].flatMap((one) =>
      ['--------', 'AAAAAAAA'].flatMap((two) => ['----', 'AAAA'].map((three) => `----${one}${two}${three}----`)),
    )
    expect([...textsOf(cursor, states, 'power-cut')].sort()).toEqual(whole.sort())
    cursor.release()
  })

  it('hold in an atomic unit every version before the one that survives', () => {
    const steps: readonly Step[] = [
      { step: 'write', name: 'A', kind: 'write', disk: 'a', first: 0, last: 3, fua: false },
      { step: 'written', name: 'A', failed: false },
      { step: 'write', name: 'B', kind: 'write', disk: 'a', first: 2, last: 5, fua: false },
    ]
    const cursor = cursorAfter(steps, [8])
    const states = allStates(cursor, optionsOf('versions', { atomicSectors: 8 }))
    expect([...textsOf(cursor, states, 'power-cut')].sort()).toEqual(['--------', 'AAAA----', 'AABBBB--'])
    cursor.release()
  })
})

/** What is there when nothing is pending: of a kind that a layer need not make then. */
function bare(kind: CrashState['kind']): CrashState {
  return { kind, choice: kind === 'process-kill' ? 'newest' : kind === 'os-reset' ? 'completed' : 'floors', why: 'flushed-survives' }
}

function distinct(text: string, index: number, texts: readonly string[]): boolean {
  return texts.indexOf(text) === index
}

/** No device has overlapping writes in flight together. */
function overlapInFlight(steps: readonly Step[]): boolean {
  let open: WriteStep[] = []
  for (const step of steps) {
    if (step.step === 'written') open = open.filter(({ name }) => name !== step.name)
    if (step.step !== 'write') continue
    if (open.some((other) => other.disk === step.disk && other.first <= step.last && step.first <= other.last)) return true
    open.push(step)
  }
  return false
}
