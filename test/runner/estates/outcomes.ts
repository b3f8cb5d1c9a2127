/** Outcomes and an estate as they would be reported, made by hand. */
import type { EstateFacts, CaseOutcome, EstateRef } from '../../../runner/estates/order.ts'
import { builtInEstates, estateFactsOf } from '../../../runner/estates/load-estate.ts'

const [orders] = await builtInEstates()
const machine = { os: 'linux', provisionedGiB: 100, changedGiBPerDay: 1, averageWriteKiB: 8, busyHour: null, warmUp: null, application: 'x' } as const

const estate: EstateRef = { name: 'few', bundle: null, file: null, codeHash: '0123456789ab' }
const facts: EstateFacts = { ...estateFactsOf(orders!), name: 'few', machines: { a: machine, b: machine } }
export const fewFacts = { estate, facts }

export interface OutcomeWish {
  readonly strategy: string
  readonly history: string
  readonly kind: string
  readonly right: boolean
}

/** One region loss, recovered at the first attempt or not at all. */
export function outcome({ strategy, history, kind, right }: OutcomeWish): CaseOutcome {
  const figure = (value: number): number | null => (right ? value : null)
  return {
    strategy,
    history,
    disaster: { kind: 'region-loss', index: 0, atUs: 1_000_000_000, causedAtUs: 1_000_000_000, detectionUs: 0, decisionUs: 0 },
    sourceEndedUs: 1_000_000_000,
    recovered: right,
    agrees: true,
    reason: right ? null : 'no-state-is-right',
    rpoUs: figure(60_000_000),
    lostOperations: figure(2),
    lost: [],
    outsideDisagreements: figure(0),
    splitBrainOperations: 0,
    splitBrainUs: 0,
    logRpoUs: null,
    alerts: {},
    unprotectedUs: null,
    moments: [],
    aftermath: null,
    reissuedIds: 0,
    breaches: right ? [] : ['service-down'],
    platformRtoUs: figure(600_000_000),
    serviceRtoUs: figure(1_200_000_000),
    attempts: [{
      via: 'replication', points: ['p'], kind, oneCut: true, cutAtUs: 940_000_000, beganUs: 0,
      verdict: right ? { status: 'ok' } : { status: 'violated', verdict: 'lost-ack', message: 'gone' },
    }],
    steps: [],
    critical: right ? [{ step: 'decision', us: 1_200_000_000, provenance: 'assumed' }] : [],
    manualSteps: 2,
    automaticSteps: 10,
    items: [],
    digest: 'abc',
  }
}
