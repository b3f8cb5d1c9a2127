import { describe, expect, it } from 'vitest'
import { vaultGiB } from '../../../core/backup/index.ts'
import type { VaultRetention } from '../../../core/backup/policy.ts'

const daily: VaultRetention = { daily: { keepDays: 30 }, weekly: null, monthly: null, yearly: null }
const machine = { provisionedGiB: 1_000, changedGiBPerDay: 2 }

describe('what lies in a vault', () => {
  it('is the machine, and what changed on each day that is kept', () => {
    expect(vaultGiB(machine, daily)).toBe(1_000 + 60)
  })

  it('is more with points of weeks, by what changed between them', () => {
    const weeks = vaultGiB(machine, { ...daily, weekly: { weekday: 6, keepDays: 30 + 70 } }) - 1_060
    // Ten weeks of two GiB a day, the last and the first of them perhaps in part.
    expect(weeks).toBeGreaterThan(2 * 60)
    expect(weeks).toBeLessThanOrEqual(2 * 70)
  })

  it('is more with points of months and years, and nothing where they are kept no longer than the daily ones', () => {
    const yearly = { month: 1, dayOfMonth: 1, keepDays: 3_650 }
    const years = vaultGiB(machine, { ...daily, yearly }) - 1_060
    expect(years / (2 * 365)).toBeGreaterThan(8)
    expect(years / (2 * 365)).toBeLessThanOrEqual(10)
    expect(vaultGiB(machine, { ...daily, monthly: { dayOfMonth: 1, keepDays: 30 } })).toBe(1_060)
  })

  it('is never more than the machine for each point', () => {
    const yearly = { month: 1, dayOfMonth: 1, keepDays: 3_650 }
    const extra = vaultGiB({ provisionedGiB: 10, changedGiBPerDay: 9 }, { ...daily, yearly }) - (10 + 270)
    expect(extra % 10).toBe(0)
    expect(extra).toBeLessThanOrEqual(100)
  })
})
