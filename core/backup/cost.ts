/** What backups cost, as parameters. Prices change: these have a date and a source, and are no claim about today. */

export interface BackupCost {
  readonly currency: string
  /** What the figures were stated for. */
  readonly workload: string
  /** When they were stated. */
  readonly date: string
  readonly source: string
  /** A month's fee for one machine, by its provisioned size. */
  readonly instance: {
    /** In ascending order of size; the fee of the first that is not smaller holds. */
    readonly steps: readonly { readonly maximumGiB: number; readonly fee: number }[]
    /** Beyond the last step: for every further part of this size, begun or whole. */
    readonly beyond: { readonly everyGiB: number; readonly fee: number }
  }
  /** A GiB stored for a month. */
  readonly gibMonth: { readonly snapshot: number; readonly local: number; readonly zone: number; readonly geo: number }
}

/** Press reports of 2015 for the instance fee; storage is a round figure of ours, to be replaced by one's own. */
export const BACKUP_COST: BackupCost = {
  currency: 'USD',
  workload: 'one machine in one region, for a month',
  date: '2015 (instance fee); storage undated',
  source: 'instance fee: press, 2015; storage: assumed round figures',
  instance: {
    steps: [{ maximumGiB: 50, fee: 5 }, { maximumGiB: 500, fee: 10 }],
    beyond: { everyGiB: 500, fee: 10 },
  },
  gibMonth: { snapshot: 0.05, local: 0.025, zone: 0.03, geo: 0.05 },
}

export interface BackupUsage {
  readonly provisionedGiB: number
  readonly snapshotGiB: number
  readonly vaultGiB: number
  readonly redundancy: 'local' | 'zone' | 'geo'
}

export interface MonthlyBackupCost {
  readonly instance: number
  readonly storage: number
  readonly total: number
}

/** A month of one machine, in the currency of the parameters. */
export function monthlyBackupCost({ instance, gibMonth }: BackupCost, usage: BackupUsage): MonthlyBackupCost {
  const fee = instanceFee(instance, usage.provisionedGiB)
  const storage = usage.snapshotGiB * gibMonth.snapshot + usage.vaultGiB * gibMonth[usage.redundancy]
  return { instance: fee, storage, total: fee + storage }
}

/** @throws RangeError naming the field and its value */
export function checkBackupCost({ currency, workload, date, source, instance, gibMonth }: BackupCost): void {
  for (const [field, text] of Object.entries({ currency, workload, date, source }))
    if (typeof text !== 'string' || text === '') throw new RangeError(`BackupCost.${field}: must be a text, got ${String(text)}`)
  const amounts: Record<string, number> = { ...gibMonth, 'instance.beyond.fee': instance.beyond.fee }
  instance.steps.forEach(({ fee }, index) => void (amounts[`instance.steps[${index}].fee`] = fee))
  for (const [field, amount] of Object.entries(amounts))
    if (!(Number.isFinite(amount) && amount >= 0)) throw new RangeError(`BackupCost.${field}: must be a number ≥ 0, got ${amount}`)
  if (!(instance.beyond.everyGiB > 0)) throw new RangeError(`BackupCost.instance.beyond.everyGiB: must be positive, got ${instance.beyond.everyGiB}`)
  if (instance.steps.some(({ maximumGiB }, index) => !(maximumGiB > (instance.steps[index - 1]?.maximumGiB ?? 0))))
    throw new RangeError('BackupCost.instance.steps: must be in ascending order of maximumGiB')
}

function instanceFee({ steps, beyond }: BackupCost['instance'], provisionedGiB: number): number {
  const fitting = steps.find(({ maximumGiB }) => provisionedGiB <= maximumGiB)
  if (fitting) return fitting.fee
  const last = steps.at(-1)
  const furtherGiB = provisionedGiB - (last?.maximumGiB ?? 0)
  return (last?.fee ?? 0) + Math.ceil(furtherGiB / beyond.everyGiB) * beyond.fee
}
