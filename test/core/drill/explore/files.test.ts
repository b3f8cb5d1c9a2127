/** The files that a power cut would leave, at steps of a run on a file system. */
import { describe, expect, it } from 'vitest'
import { generatePlan } from '../../../../core/index.ts'
import { createEngine } from '../../../../core/drill/explore/index.ts'
import type { LookFiles } from '../../../../core/drill/explore/index.ts'
import { fileStoreScenario } from '../../../../scenarios/file-store-scenario.ts'
import { openEngine } from './explored.ts'

const scenario = fileStoreScenario('files')
const plan = { ...generatePlan(scenario, '3'), replication: null, disasters: [], faults: [] }

describe('the files of a run', () => {
  it('are those that the application shows after a power cut there, and sound', async () => {
    const engine = await createEngine(scenario, { plan })
    const last = Math.max(...engine.opened.picture.marks.map(({ seq }) => seq ?? 0))
    const steps = [0.1, 0.4, 0.7, 1].map((part) => Math.floor(last * part))
    const seen = new Map<number, readonly LookFiles[]>()
    let most = 0
    for (const seq of steps) {
      const [files, ...more] = await engine.files(seq)
      expect(more).toEqual([])
      expect(files).toMatchObject({ disk: 'host/disk', treeLeftOut: 0, fsck: [] })
      const { observed, verdict } = await engine.pull({ how: 'power-cut', seq, survivors: 'floors', fates: [] })
      expect(verdict).toBe('ok')
      const keys = observed.filter((line) => line.includes(': ')).map((line) => line.split(': ')[0]!)
      for (const key of keys) expect(files!.tree.find(({ path }) => path === `/store/${key}`)).toMatchObject({ kind: 'file' })
      most = Math.max(most, keys.length)
      seen.set(seq, [files!])
    }
    expect(most).toBeGreaterThan(1)
    for (const seq of steps.toReversed()) expect(await engine.files(seq)).toEqual(seen.get(seq))
    await engine.close()
  }, 120_000)

  it('of a disk that decays are told with what is wrong', async () => {
    const found = new Set<string>()
    for (const kind of ['lost', 'misdirected', 'bit-rot'] as const) {
      const faults = [{ kind, disk: 'host/disk', fromUs: 0, toUs: 10_000_000, oneIn: 4 }] as const
      const engine = await createEngine(scenario, { plan: { ...plan, faults } })
      const last = Math.max(...engine.opened.picture.marks.map(({ seq }) => seq ?? 0))
      for (let seq = 0; seq <= last; seq += 20) for (const line of (await engine.files(seq))[0]!.fsck) found.add(line.split(':')[0]!)
      await engine.close()
    }
    expect(found.size).toBeGreaterThan(0)
  }, 120_000)

  it('are none where there is no file system', async () => {
    const engine = await openEngine('planted')
    expect(await engine.files(3)).toEqual([])
    await engine.close()
  })
})
