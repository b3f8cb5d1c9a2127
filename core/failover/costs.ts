/**
 * What protection by replication costs, as parameters of a sum. Prices change, differ by region and contract, and were
 * not looked up: these are never current prices, and whoever decides by them puts in their own.
 */

/** Of what there are so many in a workload. */
export type CostUnit = 'instance-month' | 'replica-gib-month' | 'snapshot-gib-month' | 'egress-gib' | 'cache-gib'

export interface CostParameter {
  readonly what: string
  /** In whole units of the currency. */
  readonly amount: number
  readonly unit: CostUnit
  readonly currency: string
  /** Of which time the amount is, in a phrase. */
  readonly dated: string
  readonly source: string
}

/** What a month looks like. */
export type CostWorkload = Readonly<Record<CostUnit, number>> & {
  /** In words, told with the result. */
  readonly description: string
}

export interface StrategyCost {
  readonly name: string
  readonly parameters: readonly CostParameter[]
}

export interface MonthlyCost {
  readonly currency: string
  /** Rounded to hundredths. */
  readonly total: number
  readonly lines: readonly { readonly what: string; readonly amount: number; readonly source: string; readonly dated: string }[]
  readonly workload: string
  readonly caveat: string
}

const CAVEAT = 'parameters, never current prices'
const assumed = { currency: 'USD', dated: 'no date: a round figure', source: 'assumed' } as const

/** Azure Site Recovery between regions. The first 31 days of an instance are free of its fee; storage and traffic are not. */
export const asrCost: StrategyCost = {
  name: 'asr',
  parameters: [
    { what: 'fee', amount: 25, unit: 'instance-month', currency: 'USD', dated: 'undated', source: 'third-party figures' },
    { what: 'replica disks', amount: 0.08, unit: 'replica-gib-month', ...assumed },
    {
      what: 'snapshots of recovery points', amount: 0.16, unit: 'snapshot-gib-month', currency: 'USD', dated: 'undated',
      source: 'an example in the documentation of Azure Site Recovery',
    },
    { what: 'traffic between regions', amount: 0.02, unit: 'egress-gib', ...assumed },
    { what: 'cache store account, by what passes through it', amount: 0.01, unit: 'cache-gib', ...assumed },
  ],
}

/**
 * @throws RangeError for parameters of several currencies, or an amount of something that is negative
 */
export function monthlyCost({ name, parameters }: StrategyCost, workload: CostWorkload): MonthlyCost {
  const currency = parameters[0]?.currency ?? 'USD'
  const lines = parameters.map(({ what, amount, unit, source, dated, currency: own }) => {
    if (own !== currency) throw new RangeError(`monthlyCost: ${name} mixes ${currency} and ${own}`)
    if (!(workload[unit] >= 0)) throw new RangeError(`CostWorkload.${unit}: must be ≥ 0, got ${workload[unit]}`)
    return { what, amount: toHundredths(amount * workload[unit]), source, dated }
  })
  const total = toHundredths(lines.reduce((sum, { amount }) => sum + amount, 0))
  return { currency, total, lines, workload: workload.description, caveat: CAVEAT }
}

/** @throws RangeError naming the parameter, the field and its value */
export function checkStrategyCost({ name, parameters }: StrategyCost): void {
  const units: Readonly<Record<CostUnit, true>> = { 'instance-month': true, 'replica-gib-month': true, 'snapshot-gib-month': true, 'egress-gib': true, 'cache-gib': true }
  if (typeof name !== 'string' || name === '') throw new RangeError(`StrategyCost.name: must be a text, got ${String(name)}`)
  parameters.forEach(({ amount, unit, ...texts }, index) => {
    const where = `StrategyCost.parameters[${index}]`
    if (!(Number.isFinite(amount) && amount >= 0)) throw new RangeError(`${where}.amount: must be a number ≥ 0, got ${amount}`)
    if (!Object.hasOwn(units, unit)) throw new RangeError(`${where}.unit: must be one of ${Object.keys(units).join(', ')}, got ${unit}`)
    for (const field of ['what', 'currency', 'dated', 'source'] as const)
      if (typeof texts[field] !== 'string' || texts[field] === '') throw new RangeError(`${where}.${field}: must be a text, got ${String(texts[field])}`)
    if (texts.currency !== parameters[0]!.currency) throw new RangeError(`${where}.currency: must be ${parameters[0]!.currency} as of the others, got ${texts.currency}`)
  })
}

function toHundredths(amount: number): number {
  return Math.round(amount * 100) / 100
}
