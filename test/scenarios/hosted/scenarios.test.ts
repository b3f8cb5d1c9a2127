import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import type { OperationRecord } from '../../../core/index.ts'
import { hostedDrills } from '../../../scenarios/hosted-scenarios.ts'
import { isKeptWhenKilled } from '../../../scenarios/hosted/one-file.ts'
import type { Replacement } from '../../../scenarios/hosted/one-file.ts'

const drills = new Map(hostedDrills().map((each) => [each.scenario.name, each]))

async function verdictsOf(name: string, seed: string, stateBudget: number): Promise<readonly string[]> {
  const { failures } = await drill(drills.get(name)!.scenario, { seed, stateBudget, shrinkAttempts: 0 })
  return failures.map(({ verdict }) => verdict)
}

describe('packages that sync before they rename', () => {
  it.each(['hosted/write-file-atomic', 'hosted/atomically/several', 'hosted/atomically/fsync-not-awaited'])('%s keeps its promise', async (name) => {
    expect(await verdictsOf(name, '1', 120)).toEqual([])
  })

  it('are not durable when they answer, which none of them promises', async () => {
    expect(await verdictsOf('hosted/write-file-atomic/acknowledged', '1', 120)).toContain('lost-ack')
  })
})

describe('programs that never sync', () => {
  it('keep a file whole with the help of the file system', async () => {
    expect(await verdictsOf('hosted/steno', 'findings-1', 200)).toEqual([])
  })

  it.each(['hosted/steno/ext4-noauto', 'hosted/config-store/in-place', 'hosted/config-store/rename'])('%s breaks it elsewhere', async (name) => {
    // What a seed crashes into is its luck.
    const found = new Set<string>()
    for (let seed = 1; seed <= 8 && !found.has('refuses-to-open'); seed++)
      for (const verdict of await verdictsOf(name, `findings-${seed}`, 300)) found.add(verdict)
    expect([...found]).toContain('refuses-to-open')
  })
})

describe('the invariant of a killed process', () => {
  const record = (id: number, submitted: number, answered: number | null) =>
    ({ id, value: { stamp: id, length: 10 }, submitted: { seq: submitted }, answered: answered === null ? null : { seq: answered } }) as OperationRecord<Replacement>
  const [first, second, third] = [record(1, 1, 2), record(2, 3, 5), record(3, 4, null)]
  const judged = (stamp: number, kind = 'process-kill') =>
    isKeptWhenKilled({ kind, must: [first!, second!], may: [first!, second!, third!], observed: { stamp, length: 10 } })

  it('accepts what was acknowledged last and what was under way, and nothing older', () => {
    expect([judged(2), judged(3)]).toEqual([{ status: 'ok' }, { status: 'ok' }])
    expect(judged(1)).toMatchObject({ verdict: 'lost-ack' })
    expect(judged(0)).toMatchObject({ verdict: 'lost-ack' })
  })

  it('says nothing of power cuts', () => {
    expect(judged(0, 'power-cut')).toEqual({ status: 'ok' })
  })
})
