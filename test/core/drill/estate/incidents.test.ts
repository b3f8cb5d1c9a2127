/** What happens to an estate's protection before a disaster, and what else an estate may state of it. */
import { describe, expect, it } from 'vitest'
import { backupPolicies, backupVaults } from '../../../../core/backup/index.ts'
import { runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import type { Estate, EstateDisasterKind, Incident, Outcome, Strategy } from '../../../../core/drill/estate/index.ts'
import { assumedMinutes } from '../../../../core/sim/index.ts'
import { smallEstate } from './small-estate.ts'

const MINUTE_US = 60_000_000
const minutes = (count: number) => assumedMinutes(count, count, 'a test')
const { asr } = strategies

const outcomes = (of: Estate, strategy: Strategy = asr, kind: EstateDisasterKind = 'region-loss', disasters = 1): Promise<readonly Outcome[]> =>
  runHistory(of, [strategy], { seed: 'incidents', kinds: [kind], quietDays: 1, disasters })

const rpoMinutes = ({ rpoUs }: Outcome): number => rpoUs! / MINUTE_US

describe('an incident', () => {
  it('lasts until the disaster, or is over before it', async () => {
    const stopped: Incident = { kind: 'agent-stopped', before: minutes(180) }
    const [[forGood], [mended], [never]] = await Promise.all(
      [[stopped], [{ ...stopped, lasts: minutes(60) }], []].map((incidents) => outcomes(smallEstate({ incidents }))),
    )
    expect(rpoMinutes(forGood!)).toBeGreaterThan(180)
    expect(rpoMinutes(mended!)).toBeLessThan(10)
    expect(rpoMinutes(never!)).toBeLessThan(10)
  })

  it('is told to operators, who are not told of what did not happen', async () => {
    const [[cut], [never]] = await Promise.all(
      [[{ kind: 'uplink-down', before: minutes(180) } as const], []].map((incidents) => outcomes(smallEstate({ incidents }))),
    )
    expect(cut!.alerts).toHaveProperty('no-crash-point', 1)
    expect(never!.alerts).not.toHaveProperty('no-crash-point')
  })

  it('of a clock that was days ahead ends backups once it is right again, and of one that was set back does not', async () => {
    const set = async (lasts: number | null, bySeconds: number): Promise<number> => {
      const incident: Incident = { kind: 'clock-set', before: minutes(20 * 60), bySeconds, ...(lasts === null ? {} : { lasts: minutes(lasts) }) }
      const [outcome] = await outcomes(smallEstate({ incidents: [incident] }), strategies['backup-enhanced'], 'machine-loss')
      return rpoMinutes(outcome!)
    }
    const DAYS = 2 * 86_400
    expect(await set(60, DAYS)).toBeGreaterThan(19 * 60)
    // It had shown no more than an hour that is long over.
    expect(await set(60, 3_600)).toBeLessThan(5 * 60)
    expect(await set(null, DAYS)).toBeLessThan(5 * 60)
    expect(await set(60, -DAYS)).toBeLessThan(5 * 60)
  })

  it('is not met by another disaster of the same history', async () => {
    const incidents: readonly Incident[] = [{ kind: 'disk-kind-changed', before: minutes(1) }]
    const [alone, together] = [await outcomes(smallEstate({ incidents })), await outcomes(smallEstate({ incidents }), asr, 'region-loss', 3)]
    expect(together).toHaveLength(3)
    expect(together.find(({ disaster }) => disaster.index === 0)).toEqual(alone[0])
  })

  it.each<[RegExp, unknown]>([
    [/incidents must be a list, got 5/, 5],
    [/incidents\[0\] must be like/, [null]],
    [/incidents\[0\]: there is no field "when"/, [{ kind: 'agent-stopped', before: minutes(1), when: 3 }]],
    [/incidents\[0\]\.kind must be one of disk-kind-changed, .*, got "flood"/, [{ kind: 'flood', before: minutes(1) }]],
    [/incidents\[0\]\.before must be a duration, got undefined/, [{ kind: 'agent-stopped' }]],
    [/incidents\[0\]\.before\.minimumUs: must be a whole number/, [{ kind: 'agent-stopped', before: { ...minutes(1), minimumUs: -1 } }]],
    [/incidents\[0\]\.lasts: disk-kind-changed cannot be taken back/, [{ kind: 'disk-kind-changed', before: minutes(1), lasts: minutes(1) }]],
    [/incidents\[0\]\.machine: the scenario has no machine "web"; it has db/, [{ kind: 'agent-stopped', before: minutes(1), machine: 'web' }]],
    [/incidents\[0\]\.bySeconds is of clock-set only/, [{ kind: 'agent-stopped', before: minutes(1), bySeconds: 3 }]],
    [/incidents\[0\]\.bySeconds must be a whole number but 0, got 0/, [{ kind: 'clock-set', before: minutes(1), bySeconds: 0 }]],
  ])('is refused: %s', (message, incidents) => {
    expect(() => smallEstate({ incidents: incidents as readonly Incident[] })).toThrow(message)
  })
})

describe('a disk that nobody replicates', () => {
  it('is empty at the target, and every other one is not', async () => {
    const without = (excludedDisks: readonly string[]): Strategy => ({ ...asr, replication: { ...asr.replication, excludedDisks } })
    const [all] = await outcomes(smallEstate(), without([]))
    expect(all!.recovered).toBe(true)
    const [lacking] = await outcomes(smallEstate(), without(['db/data']))
    expect(lacking).toMatchObject({ recovered: false, reason: 'no-state-is-right' })
  })
})

describe('a tool that backs up logs', () => {
  const backedUp = (vss: 'full' | 'copy'): Strategy => {
    const { standard } = backupPolicies
    return { id: vss, title: vss, backup: { policy: { ...standard, consistency: { ...standard.consistency, vss } }, vault: backupVaults.local } }
  }
  const promising = smallEstate({ logBackupEverySeconds: 900, objectives: { rpoSeconds: 86_400 } })

  it('has a chain that a full backup by somebody else breaks, and a copy does not', async () => {
    const [broken] = await outcomes(promising, backedUp('full'), 'machine-loss')
    expect(broken!.logRpoUs! / MINUTE_US).toBeGreaterThan(24 * 60)
    expect(broken!.breaches).toEqual(['rpo-exceeded'])
    const [whole] = await outcomes(promising, backedUp('copy'), 'machine-loss')
    expect(whole!.logRpoUs! / MINUTE_US).toBeLessThanOrEqual(15)
    expect(whole!.breaches).toEqual([])
  })

  it('has no loss where there is none', async () => {
    expect((await outcomes(smallEstate()))[0]!.logRpoUs).toBeNull()
    expect(() => smallEstate({ logBackupEverySeconds: 0 })).toThrow(/logBackupEverySeconds must be null or a whole number from 1/)
  })
})

describe('a quota at the target', () => {
  it('is waited for', async () => {
    const [none, enough] = await Promise.all([0, null].map((quotaMachines) => outcomes(smallEstate({ capacity: { normal: { quotaMachines }, regionWide: { quotaMachines } } }))))
    expect(none![0]!.serviceRtoUs! - enough![0]!.serviceRtoUs!).toBeGreaterThan(15 * MINUTE_US)
    expect(() => smallEstate({ capacity: { normal: { quotaMachines: -1 } } })).toThrow(/capacity\.normal.*quotaMachines/)
  })
})

describe('a promise of agreement', () => {
  it('is true or false', () => {
    expect(() => smallEstate({ objectives: { agreement: 1 as never } })).toThrow(/objectives\.agreement must be true or false, got 1/)
  })
})
