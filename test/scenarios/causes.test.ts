/** The writes that a cause names are the ones that the planted bug is about. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../core/index.ts'
import type { Cause, Scenario } from '../../core/index.ts'
import { logWriterScenario } from '../../scenarios/log-writer-scenario.ts'
import type { LogWriterDefect } from '../../scenarios/log-writer/index.ts'
import { walDbScenario } from '../../scenarios/wal-db-scenario.ts'
import type { WalDbDefect } from '../../scenarios/wal-db/index.ts'

/** Without replication, and shrunk but a little: causes need no small plan, and this file has to be quick. */
async function causeOf(scenario: Scenario): Promise<Cause> {
  const small = { ...scenario, operations: 20, policy: false } as Scenario
  for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
    const [failure] = (await drill(small, { seed, stateBudget: 200, shrinkAttempts: 4 })).failures
    if (failure) return failure.cause!
  }
  throw new Error(`${scenario.name} does not fail`)
}

const named = ({ writes }: Cause): readonly string[] => writes.map(({ label, disk }) => `${label} of ${disk}`)

describe('the cause of a planted bug of the database', () => {
  const WAL_DB: readonly (readonly [WalDbDefect, RegExp, readonly string[]])[] = [
    ['ack-before-flush', /^operation \d+ was acknowledged, but W\d+ "wal-record" of db\/wal is not durable: .*FLUSH/, ['wal-record of db/wal']],
    ['data-before-log', /^W\d+ "(page|superblock)" of db\/data became durable before W\d+ "wal-record" of db\/wal( was even submitted$|; .*(FLUSH|in flight))/, [expect.stringMatching(/^(page|superblock) of db\/data$/) as string, 'wal-record of db/wal']],
    ['torn-page-no-image', /^W\d+ "page" of db\/data was torn: sectors? [\d, -]+ of 8 (is|are) durable/, ['page of db/data']],
    ['log-truncated-early', /^W\d+ "log-truncate" of db\/wal became durable before W\d+ "superblock" of db\/data/, ['log-truncate of db/wal', 'superblock of db/data']],
    ['wal-no-checksum', /^W\d+ "wal-record" of db\/wal was torn: sectors? [\d, -]+ of \d+ (is|are) durable/, ['wal-record of db/wal']],
  ]
  it.each(WAL_DB)('%s names the writes that broke', async (defect, sentence, writes) => {
    const cause = await causeOf(walDbScenario(`toy/${defect}`, { defect }))
    expect(cause.sentence).toMatch(sentence)
    expect(named(cause)).toEqual(writes)
  })
})

describe('the cause of a planted bug of the log writer', () => {
  const LOG_WRITER: readonly (readonly [LogWriterDefect, RegExp])[] = [
    ['ack-before-flush', /^operation \d+ was acknowledged, .*: no FLUSH of log\/log between its completion and the acknowledgement$/],
    ['torn-tail-fatal', /^W\d+ "record" of log\/log was torn: /],
    ['async-io-sync-race', /^operation \d+ was acknowledged, .*: the FLUSH of log\/log was submitted before W\d+ completed/],
  ]
  it.each(LOG_WRITER)('%s', async (defect, sentence) => {
    const cause = await causeOf(logWriterScenario(`toy/${defect}`, { defect }))
    expect(cause.sentence).toMatch(sentence)
    expect(named(cause)).toEqual(['record of log/log'])
  })
})
