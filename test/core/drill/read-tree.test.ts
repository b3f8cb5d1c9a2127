import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import type { Scenario } from '../../../core/index.ts'
import { ReadTree } from '../../../core/drill/read-tree.ts'
import type { DiskStep } from '../../../core/drill/read-tree.ts'
import { imageOf } from '../../litmus/engine-images.ts'
import { halvesScenario, notebookScenario, SECTOR, shelfScenario, toSector } from './toys.ts'
import type { NotebookHabits } from './toys.ts'

const read = (lba: number, sectors = 1, disk = 0): DiskStep => ({ kind: 'read', disk, lba, sectors })
const write = (lba: number, sectors = 1, disk = 0): DiskStep => ({ kind: 'write', disk, lba, sectors })

describe('a tree of reads', () => {
  it('knows an image that differs only where nothing was read', () => {
    const tree = new ReadTree<string>()
    expect(tree.find([imageOf('abcd')])).toBeNull()
    tree.learn([imageOf('abcd')], [read(0), read(2)], 'first')
    expect(tree.find([imageOf('aXcX')])).toBe('first')
    expect(tree.find([imageOf('abXd')])).toBeNull()
    expect(tree.find([imageOf('Xbcd')])).toBeNull()
  })

  it('follows what the contents lead to', () => {
    const tree = new ReadTree<string>()
    tree.learn([imageOf('abcd')], [read(0), read(1)], 'one')
    tree.learn([imageOf('xbcd')], [read(0), read(3)], 'two')
    expect(tree.find([imageOf('ab--')])).toBe('one')
    expect(tree.find([imageOf('x--d')])).toBe('two')
    expect(tree.find([imageOf('xb--')])).toBeNull()
  })

  it('tells disks apart', () => {
    const tree = new ReadTree<string>()
    tree.learn([imageOf('ab'), imageOf('cd')], [read(0, 1, 1), read(1, 1, 0)], 'known')
    expect(tree.find([imageOf('Xb'), imageOf('cX')])).toBe('known')
    expect(tree.find([imageOf('cX'), imageOf('Xb')])).toBeNull()
  })

  it('leaves out of a read what the recovery had written itself', () => {
    const tree = new ReadTree<string>()
    tree.learn([imageOf('abcd')], [read(0), write(1, 2), read(0, 4)], 'known')
    expect(tree.find([imageOf('aXXd')])).toBe('known')
    expect(tree.find([imageOf('abcX')])).toBeNull()
    const late = new ReadTree<string>()
    late.learn([imageOf('ab')], [read(0, 2), write(1)], 'known')
    expect(late.find([imageOf('aX')])).toBeNull()
  })

  it('knows every image of a recovery that reads nothing', () => {
    const tree = new ReadTree<string>()
    tree.learn([imageOf('a')], [write(0)], 'always')
    expect(tree.find([imageOf('b')])).toBe('always')
  })

  it('concludes nothing once equal contents were read differently', () => {
    const tree = new ReadTree<string>()
    tree.learn([imageOf('ab')], [read(0)], 'one')
    tree.learn([imageOf('ab')], [read(1)], 'two')
    expect(tree.find([imageOf('ab')])).toBeNull()
    tree.learn([imageOf('ab')], [read(0)], 'one')
    expect(tree.find([imageOf('ab')])).toBeNull()
  })

  it('agrees with a recovery whose next read depends on all before', () => {
    const recover = (image: string): { steps: DiskStep[]; shown: string } => {
      const cells = [...image]
      const steps: DiskStep[] = []
      let [at, shown] = [0, '']
      for (let turn = 0; turn < 4; turn++) {
        steps.push(read(at))
        shown += cells[at]
        if (cells[at] === 'c') {
          steps.push(write((at + 1) % 4))
          cells[(at + 1) % 4] = 'a'
        }
        at = (at + 1 + 'abc'.indexOf(cells[at]!)) % 4
      }
      return { steps, shown }
    }
    const images = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 4 }), { minLength: 30, maxLength: 60 })
    let [found, missed] = [0, 0]
    fc.assert(
      fc.property(images, (texts) => {
        const tree = new ReadTree<string>()
        for (const text of texts) {
          const { steps, shown } = recover(text)
          const known = tree.find([imageOf(text)])
          if (known === null) {
            missed++
            tree.learn([imageOf(text)], steps, shown)
          } else {
            found++
            expect(known).toBe(shown)
          }
        }
      }),
      { numRuns: 40 },
    )
    expect(Math.min(found, missed)).toBeGreaterThan(100)
  })
})

/** Writes a second copy of each text that nobody ever reads, so that many images read the same. */
const shadow: NotebookHabits = {
  atAppend: (text, { volumes }, texts) => volumes.log.write((60 + texts.length) * SECTOR, toSector(text), { label: 'shadow' }),
}
const unreplicated = (base: Scenario): Scenario => ({ ...base, policy: false })

describe('skipping states that read the same', () => {
  const scenarios = [
    halvesScenario(false), shelfScenario(false),
    notebookScenario({ ...shadow, forgetsFlush: true }),
    notebookScenario({ ...shadow, forgetsOpenFlush: true }),
    notebookScenario(shadow),
  ].map(unreplicated)

  it.each(scenarios)('loses no verdict: $name', async (scenario) => {
    for (const seed of ['1', '2']) {
      const options = { seed, stateBudget: 5000, shrinkAttempts: 0 }
      const skipping = await drill(scenario, options)
      const booting = await drill(scenario, { ...options, skipEqualReads: false })
      // Which recoveries are crashed again is drawn, so the kinds of those may differ; the verdicts may not.
      const told = (result: typeof skipping) => [...new Set(result.failures.map(({ verdict }) => verdict))].sort()
      expect(told(skipping)).toEqual(told(booting))
      expect(booting.crashStates.skipped).toBe(booting.skippedBecause['enough failures'] ?? 0)
      const { generated, deduped, skipped, checked } = skipping.crashStates
      expect(generated).toBe(deduped + skipped + checked)
    }
  })

  it('skips many states of an application that does not read everything, and says why', async () => {
    const { skippedBecause, crashStates } = await drill(unreplicated(notebookScenario(shadow)), { seed: '1', shrinkAttempts: 0 })
    expect(skippedBecause['read the same as a state that was checked']).toBeGreaterThan(crashStates.checked)
    expect(crashStates.skipped).toBe(skippedBecause['read the same as a state that was checked'])
  })
})
