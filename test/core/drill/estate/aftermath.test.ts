/** What becomes of an estate after it was recovered at the target: a second disaster, and the ways home. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import type { Aftermath, EstateDefinition, EstateDisasterKind, Outcome, Strategy } from '../../../../core/drill/estate/index.ts'
import { assumedMinutes } from '../../../../core/sim/index.ts'
import { COMPARE_TEXTS } from '../../../../reports/index.ts'
import { smallEstate } from './small-estate.ts'

const { asr } = strategies
const MINUTE_US = 60_000_000
const GIB = 2 ** 30

const exactly = (minutes: number) => assumedMinutes(minutes, minutes, 'of the test')

/** @param minutes from what the disaster counts from */
async function outcomes(kind: EstateDisasterKind, minutes: number, more: Partial<EstateDefinition> = {}, strategy: Strategy = asr, histories = 2): Promise<Outcome[]> {
  const estate = smallEstate({ timing: { [kind]: { lead: exactly(minutes) } }, ...more })
  const all: Outcome[] = []
  // At the target it goes on for days; before, hours are enough.
  for (let index = 0; index < histories; index++) all.push(...(await runHistory(estate, [strategy], { seed: `aftermath-${index}`, kinds: [kind], quietDays: 1 })))
  return all
}

const statesOf = ({ moments }: Outcome): readonly string[] => moments.map(({ state }) => state)
const aftermathOf = ({ aftermath }: Outcome): Aftermath => aftermath!
const reprotectionUs = (outcome: Outcome): number => {
  const { beganUs, endedUs } = aftermathOf(outcome).reprotection!
  return endedUs! - beganUs
}

describe('a second disaster (F28)', () => {
  it('takes everything that the target has done while nothing protects it', async () => {
    for (const outcome of await outcomes('second-disaster', 100)) {
      const { targetOperations, lostTargetOperations } = aftermathOf(outcome)
      expect(outcome).toMatchObject({ recovered: false, reason: 'unprotected', lostOperations: null })
      expect(targetOperations).toBeGreaterThan(0)
      expect(lostTargetOperations).toBe(targetOperations)
      expect(statesOf(outcome)).not.toContain('protected-in-reverse')
    }
  })

  it('takes minutes once it is protected the other way round', async () => {
    for (const outcome of await outcomes('second-disaster', 5 * 1440)) {
      const { targetOperations, lostTargetOperations, first } = aftermathOf(outcome)
      expect(outcome.recovered).toBe(true)
      expect(outcome.rpoUs! / MINUTE_US).toBeLessThan(7)
      expect(lostTargetOperations).toBe(outcome.lostOperations)
      expect(lostTargetOperations).toBeLessThan(targetOperations / 10)
      expect(outcome.unprotectedUs! / MINUTE_US).toBeLessThan(5 * 1440)
      // Away from it all, and back: both are recoveries with detection and decision of their own.
      expect(first.serviceRtoUs).not.toBe(outcome.serviceRtoUs)
      expect(statesOf(outcome).slice(-2)).toEqual(['failing-back', 'failed-back'])
    }
  })

  it('is nothing that is recovered at home, whatever is left there: a stated limit, told in the report and on the page', async () => {
    const [outcome] = await outcomes('second-disaster', 100, {}, strategies['asr-and-backup'], 1)
    expect(outcome).toMatchObject({ recovered: false, reason: 'unprotected' })
    expect(COMPARE_TEXTS.en.names.reasons['unprotected']).toContain('is not tried')
    expect(COMPARE_TEXTS.ja.names.reasons['unprotected']).toContain('試さない')
    expect(readFileSync(new URL('../../../../docs/compare.md', import.meta.url), 'utf8')).toContain('nothing is recovered from those')
  })

  it('is told in the time of the history', async () => {
    const [{ disaster, attempts, aftermath, moments }] = await outcomes('second-disaster', 5 * 1440, {}, asr, 1) as [Outcome]
    expect(disaster.atUs - disaster.causedAtUs).toBe(aftermath!.first.serviceRtoUs + 5 * 1440 * MINUTE_US)
    expect(attempts[0]!.cutAtUs).toBeLessThan(disaster.atUs)
    expect(attempts[0]!.cutAtUs).toBeGreaterThan(disaster.atUs - 7 * MINUTE_US)
    expect(moments.map(({ atUs }) => atUs)).toEqual(moments.map(({ atUs }) => atUs).sort((one, other) => one - other))
  })
})

describe('ids that were told outside', () => {
  const often = { operationsPerHour: 60 }
  const byPosition = { ...often, toldOutside: (_: never, { position }: { readonly position: number }) => String(position) }
  /** Up to an hour is lost. */
  const rare: Strategy = { ...asr, replication: { ...asr.replication, policy: { ...asr.replication.policy, crashPointIntervalUs: 60 * MINUTE_US, appPointIntervalUs: 0 } } }

  it('stay known whoever told of them first: at the target, and after it', async () => {
    const [outcome] = await outcomes('failback', 60, byPosition, rare, 1)
    const { first: { lostOperations } } = aftermathOf(outcome!)
    // Nothing is lost on the way home, so what was told twice was told by the source before, and by the target.
    expect(outcome!.lostOperations).toBe(0)
    expect(lostOperations).toBeGreaterThan(0)
    expect(outcome!.reissuedIds).toBe(lostOperations)
    let drawn = 0
    const [fresh] = await outcomes('failback', 60, { ...often, toldOutside: () => `id ${drawn++}` }, rare, 1)
    expect(fresh!.reissuedIds).toBe(0)
  })

  it('are told again where nothing comes back in the end as well', async () => {
    const [outcome] = await outcomes('second-disaster', 30, byPosition, rare, 1)
    expect(outcome!.recovered).toBe(false)
    expect(outcome!.reissuedIds).toBeGreaterThan(0)
  })
})

describe('a planned failback', () => {
  it('loses nothing, and interrupts the service for a recovery', async () => {
    for (const outcome of await outcomes('failback', 300)) {
      const { rpoUs, lostOperations, critical, serviceRtoUs, attempts } = outcome
      expect(outcome).toMatchObject({ recovered: true, agrees: true })
      expect([rpoUs, lostOperations]).toEqual([0, 0])
      expect(attempts.map(({ kind, verdict }) => [kind, verdict.status])).toEqual([['latest', 'ok']])
      expect(critical.reduce((sum, { us }) => sum + us, 0)).toBe(serviceRtoUs)
      expect(critical[0]!.step).toBe('target/shut-down-and-send')
      expect(aftermathOf(outcome).targetOperations).toBeGreaterThan(10)
      expect(statesOf(outcome).slice(-5)).toEqual(['committed', 'reprotecting', 'protected-in-reverse', 'failing-back', 'failed-back'])
    }
  })

  it('is decided while clients are served, and shuts nothing down a second time', async () => {
    const deciding = async (minutes: number): Promise<Outcome> => {
      const estate = smallEstate({ operationsPerHour: 60, timing: { failback: { lead: exactly(300), decision: exactly(minutes) } } })
      const [outcome] = await runHistory(estate, [asr], { seed: 'aftermath-0', kinds: ['failback'], quietDays: 1 })
      return outcome!
    }
    const [atOnce, later] = [await deciding(0), await deciding(120)]
    for (const { steps, critical, serviceRtoUs } of [atOnce, later]) {
      expect(steps.map(({ id }) => id)).not.toContain('source-shutdown')
      expect(steps.map(({ id }) => id)).not.toContain('decision')
      expect(critical.reduce((sum, { us }) => sum + us, 0)).toBe(serviceRtoUs)
    }
    expect((later.disaster.atUs - atOnce.disaster.atUs) / MINUTE_US).toBeCloseTo(120, 0)
    expect(aftermathOf(later).targetOperations).toBeGreaterThan(aftermathOf(atOnce).targetOperations + 60)
    expect(Math.abs(later.serviceRtoUs! - atOnce.serviceRtoUs!)).toBeLessThan(5 * MINUTE_US)
    const began = later.moments.find(({ state }) => state === 'failing-back')!.atUs
    expect(Math.abs(began - later.disaster.atUs)).toBeLessThan(MINUTE_US)
  })

  it('loses what came after the point where an older one is taken (F29)', async () => {
    const often = { operationsPerHour: 120 }
    const [older, all] = [await outcomes('failback-to-app-point', 345, often), await outcomes('failback', 345, often)]
    for (const outcome of older) {
      expect(outcome.recovered).toBe(true)
      expect(outcome.lostOperations).toBeGreaterThan(0)
      expect(aftermathOf(outcome).lostTargetOperations).toBe(outcome.lostOperations)
      expect(outcome.attempts[0]!.kind).toBe('app-consistent')
    }
    for (const { lostOperations } of all) expect(lostOperations).toBe(0)
  })

  it('waits longer where the original disks are gone (F30)', async () => {
    const [gone, kept] = [await outcomes('failback-to-lost-disks', 60), await outcomes('failback', 60)]
    for (const outcome of gone) expect(aftermathOf(outcome).reprotection!.copiedBytes).toBe(128 * GIB)
    for (const outcome of kept) expect(aftermathOf(outcome).reprotection!.copiedBytes).toBeLessThan(16 * GIB)
    expect(Math.min(...gone.map(reprotectionUs))).toBeGreaterThan(Math.max(...kept.map(reprotectionUs)))
    for (const { lostOperations } of gone) expect(lostOperations).toBe(0)
  })

  it('overwrites what a source that lived on has taken (F31), and less where it had fenced itself', async () => {
    const livesOn = { operationsPerHour: 120, dnsTtlSeconds: 7200 }
    for (const outcome of await outcomes('failback-after-split-brain', 60, livesOn)) {
      const { discardedOperations, first } = aftermathOf(outcome)
      expect(outcome.splitBrainUs).toBeGreaterThan(0)
      expect(outcome.splitBrainOperations).toBeGreaterThan(0)
      expect(discardedOperations).toBe(first.lostOperations + outcome.splitBrainOperations)
      // None of it is lost on the way home.
      expect(outcome.lostOperations).toBe(0)
      expect(outcome.moments.some(({ live }) => live.length === 2)).toBe(true)
    }
    for (const outcome of await outcomes('failback-after-split-brain', 60, { ...livesOn, fencedAfterSeconds: 60 })) {
      expect([outcome.splitBrainUs, outcome.splitBrainOperations]).toEqual([0, 0])
      expect(aftermathOf(outcome).discardedOperations).toBe(aftermathOf(outcome).first.lostOperations)
    }
  })

  it('breaks a promise of what may be overwritten, which a split brain that is never overwritten does not', async () => {
    const livesOn = { operationsPerHour: 120, dnsTtlSeconds: 7200, objectives: { discardedOperations: 0 } }
    for (const { breaches, splitBrainOperations } of await outcomes('failback-after-split-brain', 60, livesOn, asr, 1)) {
      expect(splitBrainOperations).toBeGreaterThan(0)
      expect(breaches).toEqual(['split-brain', 'divergence-overwritten'])
    }
    for (const { breaches } of await outcomes('isolation', 0, livesOn, asr, 1)) expect(breaches).toEqual(['split-brain'])
    // Lost before anything was overwritten.
    for (const { breaches } of await outcomes('second-disaster', 0, livesOn, asr, 1)) expect(breaches).not.toContain('divergence-overwritten')
    for (const { breaches } of await outcomes('failback-after-split-brain', 60, { ...livesOn, objectives: { discardedOperations: 100_000 } }, asr, 1))
      expect(breaches).toEqual(['split-brain'])
  })

  it('is nothing that backups have, nor is a second disaster', async () => {
    for (const kind of ['failback', 'second-disaster'] as const) {
      const [outcome] = await outcomes(kind, 60, {}, strategies['backup-enhanced'], 1)
      expect(outcome).toMatchObject({ recovered: false, reason: 'not-applicable', breaches: [], aftermath: null, unprotectedUs: null })
    }
  })
})
