import { describe, expect, it } from 'vitest'
import { BACKUP_COST } from '../../../../core/backup/index.ts'
import { runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import type { EstateDefinition, Outcome, Strategy } from '../../../../core/drill/estate/index.ts'
import { CAPACITIES } from '../../../../core/failover/capacity.ts'
import { asrCost } from '../../../../core/failover/costs.ts'
import { failoverPolicies } from '../../../../core/failover/policy.ts'
import type { FailoverPolicy } from '../../../../core/failover/policy.ts'
import { assumedMinutes } from '../../../../core/sim/index.ts'
import { smallEstate } from './small-estate.ts'

const inEuros = { ...asrCost, parameters: asrCost.parameters.map((parameter) => ({ ...parameter, currency: 'EUR' })) }

async function regionLoss(definition: Partial<EstateDefinition>): Promise<Outcome> {
  const [outcome] = await runHistory(smallEstate(definition), [strategies.asr], { seed: 'platform', kinds: ['region-loss'], quietDays: 1 })
  return outcome!
}

describe('the platform of an estate', () => {
  it('is the usual one where nothing is said', () => {
    const { capacity, costs, failoverPolicy } = smallEstate()
    expect({ capacity, costs, failoverPolicy }).toEqual({ capacity: CAPACITIES, costs: { replication: asrCost, backup: BACKUP_COST }, failoverPolicy: failoverPolicies.asr })
  })

  it.each<[Partial<EstateDefinition>, RegExp]>([
    [{ capacity: { crowded: {} } } as never, /capacity: there is no field "crowded"/],
    [{ capacity: { normal: { machines: 1 } } } as never, /capacity\.normal: there is no field "machines"/],
    [{ capacity: { regionWide: { quotaMachines: -1 } } }, /capacity\.regionWide: Capacity\.quotaMachines: must be a whole number ≥ 0, got -1/],
    [{ costs: { network: {} } } as never, /costs: there is no field "network"/],
    [{ costs: { backup: { ...BACKUP_COST, date: '' } } }, /costs\.backup: BackupCost\.date: must be a text/],
    [{ costs: { replication: { name: 'own', parameters: [{ ...asrCost.parameters[0]!, amount: -5 }] } } }, /costs\.replication: StrategyCost\.parameters\[0\]\.amount/],
    [{ costs: { replication: { name: 'own', parameters: [{ ...asrCost.parameters[0]!, source: '' }] } } }, /parameters\[0\]\.source: must be a text/],
    [{ costs: { replication: inEuros } }, /costs: one currency is needed, got EUR for replication and USD for backup/],
    [{ failoverPolicy: { onError: 'panic' } } as never, /failoverPolicy: FailoverPolicy\.onError: must be one of continue, stop, got panic/],
    [{ failoverPolicy: { choices: [] } }, /failoverPolicy: FailoverPolicy\.choices/],
    [{ failoverPolicy: { speed: 1 } } as never, /failoverPolicy: there is no field "speed"/],
    [{ failoverPolicy: { maximumPlanInstances: 0 } }, /FailoverPolicy\.maximumPlanInstances: must be a positive whole number, got 0/],
    [{ failoverPolicy: { testCounts: 'at-once' } }, /failoverPolicy\.testCounts has no effect on an estate, so it can only be "after-cleanup"/],
    [{ failoverPolicy: { rtoObjectiveUs: null } }, /failoverPolicy\.rtoObjectiveUs has no effect on an estate, so it can only be 3600000000/],
  ])('is refused with %j', (wrong, message) => {
    expect(() => smallEstate(wrong)).toThrow(message)
    expect(() => smallEstate(wrong)).toThrow('estate(small)')
  })

  it('makes a recovery wait for a quota that is too low, and not for another region’s', async () => {
    const [enough, none, elsewhere] = [
      await regionLoss({}), await regionLoss({ capacity: { regionWide: { quotaMachines: 0 } } }), await regionLoss({ capacity: { normal: { quotaMachines: 0 } } }),
    ]
    expect(none.serviceRtoUs ?? Infinity).toBeGreaterThan(enough.serviceRtoUs!)
    expect(elsewhere.serviceRtoUs).toBe(enough.serviceRtoUs)
  })

  it('fails over to nothing that the product does not offer', async () => {
    expect(await regionLoss({ failoverPolicy: { choices: ['latest'] } })).toMatchObject({ recovered: false, reason: 'not-offered' })
    expect(await regionLoss({ failoverPolicy: { choices: ['latest-processed'] } })).toMatchObject({ recovered: true })
  })

  it('gives a failover up where the source has to be shut down and nobody reaches it, and where it is lost fails over', async () => {
    const isolated = async (failoverPolicy: Partial<FailoverPolicy>, strategy: Strategy = strategies.asr): Promise<Outcome> => {
      const [outcome] = await runHistory(smallEstate({ failoverPolicy }), [strategy], { seed: 'platform', kinds: ['isolation'], quietDays: 2 })
      return outcome!
    }
    expect(await isolated({})).toMatchObject({ recovered: true })
    expect(await isolated({ unplannedShutdown: 'required' })).toMatchObject({ recovered: false, reason: 'shutdown-failed', attempts: [], splitBrainUs: 0 })
    // A restore asks for nobody's shutdown.
    const [attempt] = (await isolated({ unplannedShutdown: 'required' }, strategies['asr-and-backup'])).attempts
    expect(attempt!.via).toBe('backup')
    expect(await regionLoss({ failoverPolicy: { unplannedShutdown: 'required' } })).toMatchObject({ recovered: true })
  })

  it('has the newest point after an older one was committed, where a commit deletes none', async () => {
    const mistaken = (commitDeletesPoints: boolean): Promise<readonly Outcome[]> =>
      runHistory(smallEstate({ failoverPolicy: { commitDeletesPoints } }), [strategies.asr], { seed: 'platform', kinds: ['operator-error'], quietDays: 1, disasters: 3 })
    const [deleted, kept] = [await mistaken(true), await mistaken(false)]
    expect(deleted.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1])
    kept.forEach(({ attempts, rpoUs, serviceRtoUs, critical, recovered }, index) => {
      expect([recovered, attempts.length]).toEqual([true, 2])
      expect(attempts[0]!.cutAtUs).toBe(deleted[index]!.attempts[0]!.cutAtUs)
      expect(rpoUs! / 60_000_000).toBeLessThan(10)
      expect(rpoUs).toBeLessThan(deleted[index]!.rpoUs!)
      expect(serviceRtoUs).toBeGreaterThan(deleted[index]!.serviceRtoUs!)
      expect(critical.reduce((sum, { us }) => sum + us, 0)).toBe(serviceRtoUs)
    })
  })

  it('goes on at once after a manual action of which people are only told', async () => {
    const action = { kind: 'manual', name: 'look at it', duration: assumedMinutes(600, 600, 'a long look') } as const
    const recoveryPlan = { name: 'looked at', groups: [{ members: ['db'], before: [action] }] }
    const [blocked, told] = [await regionLoss({ recoveryPlan }), await regionLoss({ recoveryPlan, failoverPolicy: { manualActions: 'notify' } })]
    expect(blocked.platformRtoUs! - told.platformRtoUs!).toBeGreaterThan(600 * 60_000_000 - 1)
  })
})
