import { describe, expect, it } from 'vitest'
import { disastersOf, ESTATE_DISASTER_KINDS, runHistory, strategies, summarise } from '../../../../core/drill/estate/index.ts'
import type { Estate, EstateDisasterKind, HistoryOptions, Outcome, Strategy } from '../../../../core/drill/estate/index.ts'
import { backupVaults } from '../../../../core/backup/index.ts'
import type { DnsHold } from '../../../../core/net/index.ts'
import { assumedMinutes } from '../../../../core/sim/index.ts'
import { ordersEstate } from '../../../../scenarios/orders-estate.ts'
import type { WalDb } from '../../../../scenarios/wal-db/index.ts'
import { smallEstate } from './small-estate.ts'

const { asr } = strategies
const backup = strategies['backup-enhanced']
const DAY_MINUTES = 1440

async function outcomes(estate: Estate, strategy: Strategy, kinds: readonly EstateDisasterKind[], histories = 4, more: Partial<HistoryOptions> = {}) {
  const all: Outcome[] = []
  for (let index = 0; index < histories; index++)
    all.push(...(await runHistory(estate, [strategy], { seed: `history-${index}`, kinds, ...more })))
  return all
}

const seconds = (values: readonly (number | null)[]): number => values.reduce<number>((sum, value) => sum + (value ?? Infinity), 0) / 1e6

describe('a history', () => {
  // All kinds, some at a time.
  const parts = [[ESTATE_DISASTER_KINDS.slice(0, 8)], [ESTATE_DISASTER_KINDS.slice(8, 14)], [ESTATE_DISASTER_KINDS.slice(14)]]
  it.each(parts)('is the same again, and with other strategies beside it: %j', async (kinds) => {
    const options: HistoryOptions = { seed: 'again', kinds, quietDays: 1 }
    // Days of points every few seconds take too long; what is special about them is elsewhere.
    const some = Object.values(strategies).filter(({ id }) => id !== 'journal-cdp')
    const all = await runHistory(smallEstate(), some, options)
    for (const strategy of some)
      expect(await runHistory(smallEstate(), [strategy], options)).toEqual(all.filter((outcome) => outcome.strategy === strategy.id))
    expect(all).toHaveLength(kinds.length * some.length)
  })

  it('has the same disasters for everybody, and other ones with another seed', () => {
    const [one, other] = ['1', '2'].map((seed) => disastersOf(smallEstate(), { seed }))
    expect(disastersOf(smallEstate(), { seed: '1' })).toEqual(one)
    expect(other).not.toEqual(one)
  })

  it('keeps a disaster as it is when others are left out', async () => {
    const options: HistoryOptions = { seed: 'one', kinds: ['region-loss', 'machine-loss'] }
    const both = await runHistory(smallEstate(), [asr], options)
    const [alone] = await runHistory(smallEstate(), [asr], { ...options, only: 1 })
    expect(alone).toEqual(both[1])
  })

  it('has no accidental deletion without a mishap', () => {
    const kinds = disastersOf(smallEstate({ mishap: undefined }), { seed: '1', kinds: ['accidental-deletion', 'region-loss'] })
    expect(kinds.map(({ kind }) => kind)).toEqual(['region-loss'])
  })
})

describe('a recovery', () => {
  it('by replication loses minutes, and by backups hours', async () => {
    const [replicated, restored] = [await outcomes(smallEstate(), asr, ['region-loss']), await outcomes(smallEstate(), backup, ['region-loss'])]
    for (const { rpoUs, recovered } of replicated) {
      expect(recovered).toBe(true)
      expect(rpoUs! / 6e7).toBeLessThan(6)
    }
    expect(Math.max(...restored.map(({ rpoUs }) => rpoUs! / 3.6e9))).toBeGreaterThan(4)
    for (const { rpoUs } of restored) expect(rpoUs! / 3.6e9).toBeLessThanOrEqual(36)
  })

  it('counts the loss in operations, of which the systems outside may know', async () => {
    const told = smallEstate({ toldOutside: () => 'id' })
    for (const { lostOperations, outsideDisagreements } of await outcomes(told, backup, ['machine-loss'])) {
      expect(lostOperations).toBeGreaterThan(0)
      expect(outsideDisagreements).toBe(lostOperations)
    }
    for (const { outsideDisagreements } of await outcomes(smallEstate(), backup, ['machine-loss'])) expect(outsideDisagreements).toBe(0)
  })

  it('hands ids out a second time where they are made from what was lost, and not where they are not', async () => {
    const told = (toldOutside: (operation: never, result: never) => string | null) => smallEstate({ toldOutside })
    const byPosition = await outcomes(told((_, result: { position: number }) => String(result.position)), backup, ['machine-loss'], 2)
    for (const { lostOperations, reissuedIds } of byPosition) expect([lostOperations! > 0, reissuedIds]).toEqual([true, 6])
    let drawn = 0
    const fresh = await outcomes(told(() => `id ${drawn++}`), backup, ['machine-loss'], 2)
    expect(fresh.map(({ reissuedIds }) => reissuedIds)).toEqual([0, 0])
    const promised = { ...told((_, result: { position: number }) => String(result.position)), objectives: { uniqueIds: true } }
    expect((await outcomes(promised, backup, ['machine-loss'], 1))[0]!.breaches).toEqual(['id-reissued'])
  })

  it('never comes from a local vault when its region is gone', async () => {
    const local: Strategy = { ...backup, backup: { ...backup.backup, vault: backupVaults.local } }
    for (const { recovered, reason, serviceRtoUs } of await outcomes(smallEstate(), local, ['region-loss'])) {
      expect({ recovered, reason, serviceRtoUs }).toEqual({ recovered: false, reason: 'no-point', serviceRtoUs: null })
    }
  })

  it('adds up: the critical path is the time to service, and its first parts are detection and decision', async () => {
    for (const outcome of await outcomes(ordersEstate, asr, ['region-loss'], 2)) {
      const { critical, serviceRtoUs, disaster } = outcome
      expect(critical.reduce((sum, { us }) => sum + us, 0)).toBe(serviceRtoUs)
      expect(critical[0]).toMatchObject({ step: 'detection', us: disaster.detectionUs })
      expect(critical[1]).toMatchObject({ step: 'decision', us: disaster.decisionUs })
    }
  })

  it('tries older points, and gives up, where a database comes back wrong', async () => {
    const broken = smallEstate({ operationsPerHour: 120 }, { defect: 'dirty-write-skipped', checkpointIntervalUs: 20_000_000, frames: 2 })
    const [outcome] = await outcomes(broken, asr, ['region-loss'], 1)
    expect(outcome).toMatchObject({ recovered: false, reason: 'no-state-is-right' })
    expect(new Set(outcome!.attempts.flatMap(({ points }) => points)).size).toBe(4)
    for (const { verdict } of outcome!.attempts) expect(verdict.status).toBe('violated')
    const sound = await outcomes(smallEstate(), asr, ['region-loss'], 3)
    expect(sound.flatMap(({ attempts }) => attempts.map(({ verdict }) => verdict.status))).toEqual(['ok', 'ok', 'ok'])
  })
})

describe('what shifts the results as it must', () => {
  it('a longer life of the name makes service later, and nothing else', async () => {
    const [short, long] = [await outcomes(smallEstate({ dnsTtlSeconds: 30 }), asr, ['region-loss']), await outcomes(smallEstate({ dnsTtlSeconds: 7200 }), asr, ['region-loss'])]
    expect(seconds(long.map(({ serviceRtoUs }) => serviceRtoUs))).toBeGreaterThan(seconds(short.map(({ serviceRtoUs }) => serviceRtoUs)))
    expect(long.map(({ platformRtoUs, rpoUs }) => [platformRtoUs, rpoUs])).toEqual(short.map(({ platformRtoUs, rpoUs }) => [platformRtoUs, rpoUs]))
  })

  it('points that are further apart lose more', async () => {
    const rare: Strategy = { ...asr, replication: { ...asr.replication, policy: { ...asr.replication.policy, crashPointIntervalUs: 3_600_000_000, appPointIntervalUs: 0 } } }
    const [often, seldom] = [await outcomes(smallEstate(), asr, ['region-loss'], 6), await outcomes(smallEstate(), rare, ['region-loss'], 6)]
    expect(seconds(seldom.map(({ rpoUs }) => rpoUs))).toBeGreaterThan(2 * seconds(often.map(({ rpoUs }) => rpoUs)))
  })

  it('an intruder who waits longer than copies are kept leaves none that is clean', async () => {
    const waits = (minutes: number): Estate => smallEstate({ timing: { ransomware: { lead: assumedMinutes(minutes, minutes, 'a test') } } })
    const after = async (minutes: number, strategy: Strategy) => (await outcomes(waits(minutes), strategy, ['ransomware'], 3)).map(({ recovered }) => recovered)
    expect(await after(DAY_MINUTES / 2, asr)).toEqual([true, true, true])
    expect(await after(DAY_MINUTES + 120, asr)).toEqual([false, false, false])
    expect(await after(DAY_MINUTES + 120, backup)).toEqual([true, true, true])
    const short: Strategy = { ...asr, replication: { ...asr.replication, policy: { ...asr.replication.policy, retention: { thinning: [{ untilAgeUs: 7_200_000_000, everyUs: 0 }], maximumPoints: null } } } }
    expect(await after(DAY_MINUTES / 2, short)).toEqual([false, false, false])
  })

  it('the longer an intruder waits, the more is lost', async () => {
    const waits = (minutes: number): Estate => smallEstate({ timing: { ransomware: { lead: assumedMinutes(minutes, minutes, 'a test') } } })
    const loss = async (minutes: number) => seconds((await outcomes(waits(minutes), asr, ['ransomware'], 3)).map(({ rpoUs }) => rpoUs))
    expect(await loss(600)).toBeGreaterThan(await loss(60))
  })

  it('how long people take to decide does not move the loss where nothing is acknowledged any more, and does where the source serves on', async () => {
    const deciding = (kind: EstateDisasterKind, minutes: number) =>
      outcomes(smallEstate({ timing: { [kind]: { lead: assumedMinutes(30, 30, 'a test'), decision: assumedMinutes(minutes, minutes, 'a test') } } }), backup, [kind], 2)
    // Backups are not thinned meanwhile.
    const [soon, late] = [await deciding('ransomware', 10), await deciding('ransomware', 240)]
    expect(late.map(({ rpoUs, sourceEndedUs }) => [rpoUs, sourceEndedUs])).toEqual(soon.map(({ rpoUs, sourceEndedUs }) => [rpoUs, sourceEndedUs]))
    for (const { rpoUs, sourceEndedUs, disaster, attempts } of late) {
      expect(sourceEndedUs).toBe(disaster.atUs)
      expect(rpoUs).toBe(disaster.atUs - attempts.at(-1)!.cutAtUs)
    }
    for (const { rpoUs, sourceEndedUs, disaster, attempts } of await deciding('accidental-deletion', 240)) {
      expect(sourceEndedUs).toBe(disaster.atUs + disaster.detectionUs + disaster.decisionUs)
      expect(rpoUs).toBe(sourceEndedUs - attempts.at(-1)!.cutAtUs)
    }
  })

  it('an intruder who deletes copies leaves what cannot be deleted', async () => {
    const intruded = smallEstate({ intruder: 'vault-administrator' })
    const locked: Strategy = { ...backup, backup: { ...backup.backup, vault: { ...backupVaults.crossRegion, immutability: 'locked' } } }
    expect((await outcomes(intruded, asr, ['ransomware'], 2)).map(({ recovered }) => recovered)).toEqual([false, false])
    expect((await outcomes(intruded, backup, ['ransomware'], 2)).map(({ recovered }) => recovered)).toEqual([false, false])
    const limited = smallEstate({ intruder: 'backup-operator' })
    const [softly] = await outcomes(limited, backup, ['ransomware'], 1)
    expect(softly!.steps.map(({ id }) => id)).toContain('db/undelete')
    expect(softly!.recovered).toBe(true)
    expect((await outcomes(intruded, locked, ['ransomware'], 2)).map(({ recovered }) => recovered)).toEqual([true, true])
  })

  it('what nobody knows of keeps machines that run from serving', async () => {
    const forgotten = smallEstate({ dependencies: [{ item: 'nsg', forgotten: true }, { item: 'application-verification' }] })
    for (const { recovered, platformRtoUs, attempts } of await outcomes(forgotten, asr, ['region-loss'], 2)) {
      expect(recovered).toBe(false)
      expect(platformRtoUs).toBeNull()
      expect(attempts[0]!.verdict).toMatchObject({ verdict: 'service-down', message: expect.stringContaining('nsg') as string })
    }
  })
})

describe('a source that is cut off and lives on', () => {
  // Clients ask often, and the name is switched long before the last of them has forgotten the old one.
  const alive = (fencedAfterSeconds: number | null) =>
    smallEstate({ dnsTtlSeconds: 86_400, operationsPerHour: 240, fencedAfterSeconds, clients: [{ count: 40, everyUs: 1_000_000 }] })

  it('has two writers at a time (F19)', async () => {
    const [outcome] = await outcomes(alive(null), asr, ['isolation'], 1)
    expect(outcome!.recovered).toBe(true)
    expect(outcome!.splitBrainOperations).toBeGreaterThan(0)
    expect(outcome!.breaches).toEqual(['split-brain'])
  })

  it('has them for as long as clients hold on to a name, whatever its time to live', async () => {
    const held = async (hold: DnsHold, resolver?: string): Promise<number> => {
      const groups = [{ count: 40, everyUs: 1_000_000 }, { count: 1, everyUs: 1_000_000, hold, ...(resolver === undefined ? {} : { resolver }) }]
      const [outcome] = await outcomes(smallEstate({ dnsTtlSeconds: 60, operationsPerHour: 60, clients: groups }), asr, ['isolation'], 1, { quietDays: 1 })
      return outcome!.splitBrainOperations
    }
    const [ttl, hour, behind, never] = [await held('ttl'), await held({ atLeastUs: 3_600_000_000 }), await held({ atLeastUs: 3_600_000_000 }, 'old'), await held('for-ever')]
    expect(hour - ttl).toBeGreaterThan(25)
    expect(behind).toBeGreaterThanOrEqual(hour)
    expect(never).toBeGreaterThan(behind)
  })

  it('has not, where it fences itself before anybody fails over', async () => {
    const [outcome] = await outcomes(alive(60), asr, ['isolation'], 1)
    expect(outcome).toMatchObject({ recovered: true, splitBrainOperations: 0 })
  })
})

describe('what a plan promises', () => {
  it('is broken by what loses more, takes longer, or never comes back, and by nothing else', async () => {
    const promising = (objectives: object) => smallEstate({ objectives })
    const breaches = async (objectives: object, strategy: Strategy) =>
      (await outcomes(promising(objectives), strategy, ['region-loss'], 2)).map((outcome) => outcome.breaches)
    const local: Strategy = { ...backup, backup: { ...backup.backup, vault: backupVaults.local } }
    expect(await breaches({ rpoSeconds: 360, rtoSeconds: 86_400 }, asr)).toEqual([[], []])
    expect(await breaches({ rpoSeconds: 1, rtoSeconds: 1 }, asr)).toEqual([['rpo-exceeded', 'rto-exceeded'], ['rpo-exceeded', 'rto-exceeded']])
    expect(await breaches({ rtoSeconds: 86_400 }, local)).toEqual([['service-down', 'rto-exceeded'], ['service-down', 'rto-exceeded']])
    expect(await breaches({}, local)).toEqual([['service-down'], ['service-down']])
  })
})

/** Commits, which take the device some time, that change nothing. */
async function readSlowly({ db }: { readonly db: WalDb }): Promise<unknown> {
  const seen = await db.readAll()
  const [key, value] = Object.entries(seen)[0]!
  for (let time = 0; time < 1_000; time++) await db.transact([{ key: Number(key), value }])
  return seen
}

describe('a read-back that takes its time', () => {
  it('is not cut short by the next client that comes', async () => {
    const whole = smallEstate()
    const slow = smallEstate({
      clients: [{ count: 40, everyUs: 1_000_000 }],
      scenario: { ...whole.scenario, observe: readSlowly as never },
    })
    for (const { recovered, attempts } of await outcomes(slow, asr, ['region-loss'], 3)) {
      expect(attempts.map(({ verdict }) => verdict.status)).toEqual(['ok'])
      expect(recovered).toBe(true)
    }
  })
})

describe('two partitions at a time', () => {
  it('end with the later one', async () => {
    const long = smallEstate({ timing: { partition: { lead: assumedMinutes(DAY_MINUTES, DAY_MINUTES, 'a test') } } })
    const both = await outcomes(long, asr, ['partition'], 1, { disasters: 2 })
    for (const { rpoUs } of both) expect(rpoUs! / 6e7).toBeGreaterThanOrEqual(DAY_MINUTES)
  })
})

describe('a summary', () => {
  it('leaves nothing out and says what the worst case was', async () => {
    const local: Strategy = { ...backup, backup: { ...backup.backup, vault: backupVaults.local } }
    const all = await outcomes(smallEstate(), local, ['region-loss', 'machine-loss'], 3)
    const lost = summarise(all.filter(({ disaster }) => disaster.kind === 'region-loss'))
    expect(lost).toMatchObject({ n: 3, recovered: 0, reasons: { 'no-point': 3 }, serviceRtoSeconds: { p50: null, max: null }, assumedShare: null })
    const kept = summarise(all.filter(({ disaster }) => disaster.kind === 'machine-loss'))
    expect(kept).toMatchObject({ n: 3, recovered: 3, reasons: {} })
    expect(kept.worst.serviceRtoUs! / 1e6).toBe(kept.serviceRtoSeconds.max)
    expect(kept.sensitivities.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  })
})
