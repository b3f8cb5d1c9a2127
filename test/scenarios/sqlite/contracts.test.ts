import { describe, expect, it } from 'vitest'
import { CONTRACTS } from '../../../scenarios/sqlite/contracts.ts'
import type { Promised } from '../../../scenarios/sqlite/contracts.ts'
import { cut, examine, killed, runWorkload } from './crash-lab.ts'
import type { Effect, Run } from './crash-lab.ts'
import type { RecordingFiles } from './recording-files.ts'

const ALLOWED: Readonly<Record<Promised, readonly Effect[]>> = {
  kept: ['kept'],
  sound: ['kept', 'lost'],
  nothing: ['kept', 'lost', 'refused', 'corrupt'],
}
/** What must be seen at least once, or the promise would be stronger than stated. */
const WITNESS: Readonly<Record<Promised, readonly Effect[]>> = {
  kept: ['kept'],
  sound: ['lost'],
  nothing: ['refused', 'corrupt'],
}

const SEED = 1
const STRIDE = 41
/** Few states of a rare loss show it, so they are looked for more closely. */
const CLOSE_STRIDE = 5
const VARIANTS = 3

async function effects(run: Run, stride: number, files: (entries: number) => RecordingFiles): Promise<ReadonlySet<Effect>> {
  const seen = new Set<Effect>()
  for (let entries = 0; entries <= run.files.log.length; entries += stride)
    seen.add(await examine(run, files(entries), entries))
  return seen
}

async function finds(run: Run, wanted: readonly Effect[], files: (entries: number, variant: number) => RecordingFiles): Promise<boolean> {
  for (let entries = 0; entries <= run.files.log.length; entries += CLOSE_STRIDE)
    for (let variant = 0; variant < VARIANTS; variant++)
      if (wanted.includes(await examine(run, files(entries, variant), entries))) return true
  return false
}

describe.each(CONTRACTS)('sqlite in mode $journalMode at level $synchronous', ({ journalMode, synchronous, processKill, powerCut }) => {
  const ran = runWorkload({ journalMode, synchronous }, SEED)

  it(`promises after a process kill: ${processKill}`, async () => {
    const run = await ran
    const seen = await effects(run, STRIDE, (entries) => killed(run, entries))
    expect([...seen].filter((effect) => !ALLOWED[processKill].includes(effect))).toEqual([])
    expect(await finds(run, WITNESS[processKill], (entries) => killed(run, entries))).toBe(true)
  })

  it(`promises after a power cut: ${powerCut}`, async () => {
    const run = await ran
    for (let variant = 0; variant < VARIANTS; variant++) {
      const seen = await effects(run, STRIDE, (entries) => cut(run, entries, variant))
      expect([...seen].filter((effect) => !ALLOWED[powerCut].includes(effect))).toEqual([])
    }
    expect(await finds(run, WITNESS[powerCut], (entries, variant) => cut(run, entries, variant))).toBe(true)
  })
})

describe('a crash within recovery', () => {
  /** Writes of the recoveries from some power cuts, and what came of crashes at these. */
  async function crashAgain(run: Run): Promise<readonly Effect[]> {
    const effects: Effect[] = []
    for (let entries = run.begin; entries <= run.files.log.length; entries += 4 * STRIDE) {
      const files = cut(run, entries, 1)
      const before = files.log.length
      await examine(run, files, entries)
      for (let at = before + 1; at <= files.log.length; at += 3)
        effects.push(await examine(run, cut({ ...run, files }, at, 2), entries))
    }
    return effects
  }

  it.each([{ journalMode: 'delete', synchronous: 'extra' }, { journalMode: 'persist', synchronous: 'full' }] as const)(
    'takes back nothing in mode $journalMode', async (modes) => {
      const effects = await crashAgain(await runWorkload(modes, SEED))
      expect(new Set(effects)).toEqual(new Set(['kept']))
    })

  it('has nothing to meet in WAL mode, where recovery only reads', async () => {
    expect(await crashAgain(await runWorkload({ journalMode: 'wal', synchronous: 'full' }, SEED))).toEqual([])
  })
})
