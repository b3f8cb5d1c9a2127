/** What stays on the terminal when the explorer is left. */
import { describe, expect, it } from 'vitest'
import { againCommand, summaryLines } from '../../../runner/explore/session.ts'
import type { Origin, Session } from '../../../runner/explore/session.ts'
import { branchOf } from './fake-run.ts'

const PULL = { how: 'power-cut', seq: 157, survivors: 'newest', fates: [{ seq: 155, fate: 'lost' }] } as const
const LONG = 'sd1.'.padEnd(9000, 'a')
const origin: Origin = { scenario: 'ledger/failover', seed: '42', file: null, seeded: true }

describe('the command that shows a branch again', () => {
  it('is its token, where that is short or nothing else says it', () => {
    expect(againCommand(branchOf(PULL), true, origin)).toBe('npx seeddrill replay sd1_ledger-failover_9Yb2K')
    expect(againCommand(branchOf(PULL, { token: LONG }), false, { ...origin, file: 'my drill.ts' })).toBe(`npx seeddrill replay ${LONG} --file 'my drill.ts'`)
    expect(againCommand(branchOf(PULL, { token: LONG }), true, { ...origin, seeded: false })).toBe(`npx seeddrill replay ${LONG}`)
    expect(againCommand(branchOf(PULL, { token: null }), true, origin)).toBeNull()
  })

  it('is the seed with the pull, where a token would fill the terminal', () => {
    const command = againCommand(branchOf(PULL, { token: LONG }), true, { ...origin, file: 'my drill.ts' })
    expect(command).toBe("npx seeddrill explore ledger/failover --seed 42 --file 'my drill.ts' --pull power-cut@157:newest,W155=lost")
  })
})

describe('the summary', () => {
  const session = (change: Partial<Session> = {}): Session => ({ title: 'ledger/failover, seed 42', branches: [], done: [], printed: { lines: [], count: 0 }, ...change })

  it('is a line where nothing was tried', () => {
    expect(summaryLines(session())).toEqual(['explored ledger/failover, seed 42'])
  })

  it('shows the last failure again, not what recovered after it', () => {
    const recovers = { branch: branchOf(PULL, { verdict: 'ok', message: 'recovered' }), again: 'seeddrill replay other' }
    const lines = summaryLines(session({ branches: [{ branch: branchOf(PULL), again: 'seeddrill replay one' }, recovers], done: ['saved: x'] }))
    expect(lines.slice(1, 3).map((line) => / → (\S+?):/.exec(line)?.[1])).toEqual(['lost-ack', 'ok'])
    expect(lines.slice(3)).toEqual(['  saved: x', '  again: seeddrill replay one'])
    expect(summaryLines(session({ branches: [recovers] })).at(-1)).toBe('  again: seeddrill replay other')
  })
})
