/** Points for which file systems are brought to rest mount without a replay of their journal, and those that are not are noticed. */
import { describe, expect, it } from 'vitest'
import { drill, scenario } from '../../../core/drill/index.ts'
import { policies } from '../../../core/replication/policies.ts'
import type { ReplicationDefects } from '../../../core/replication/policy.ts'
import { fileStoreScenario } from '../../../scenarios/file-store-scenario.ts'

async function drillPoints(writer: boolean, defects: ReplicationDefects = {}) {
  const policy = { ...policies.fast, appPointIntervalUs: 4_000, crashPointIntervalUs: 20_000, defects }
  const points = scenario({ ...fileStoreScenario('frozen-files', { writer }), policy })
  let made = 0
  const verdicts = new Set<string>()
  for (let seed = 1; seed <= 4; seed++) {
    const { failures, failovers } = await drill(points, { seed: `${seed}`, stateBudget: 10, shrinkAttempts: 0 })
    made += writer ? failovers.appConsistent : failovers.fileSystemConsistent
    for (const { verdict } of failures) verdicts.add(verdict)
  }
  return { made, verdicts: [...verdicts] }
}

describe.each([[true, 'an app-consistent point'], [false, 'a file-system-consistent point']])('with a writer: %s, %s', (writer) => {
  it('mounts without a replay', async () => {
    const { made, verdicts } = await drillPoints(writer)
    expect(made).toBeGreaterThan(3)
    expect(verdicts).toEqual([])
  })

  it('is mislabelled when the freeze forgot the file system', async () => {
    expect((await drillPoints(writer, { fileSystemForgotten: true })).verdicts).toEqual(['mislabelled-point'])
  })
})
