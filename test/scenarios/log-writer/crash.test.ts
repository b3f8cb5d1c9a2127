import { describe, expect, it } from 'vitest'
import {
  LOG_WRITER_DEFECTS, LOG_WRITER_FLUSHES, type DefectDescription, type LogWriterOptions, type SyncPolicy,
} from '../../../scenarios/log-writer/index.ts'
import { tryChain, type Trial } from './life.ts'

const POLICIES: readonly SyncPolicy[] = ['always', 'interval', 'none']
const SEEDS_TO_CATCH = 150

/** Five segments of four sectors: rotation and a full ring come quickly. */
const trial = (options: LogWriterOptions): Trial => ({
  options: { segmentBytes: 2048, ...options },
  volumeBytes: 4096 + 5 * 2048,
  appends: options.recycle ? 10 : 6,
})

async function catchIt(options: LogWriterOptions, seeds = SEEDS_TO_CATCH): Promise<string | undefined> {
  for (let seed = 0; seed < seeds; seed += 1) {
    const { violation } = await tryChain(`catch-${seed}`, trial(options))
    if (violation) return violation
  }
  return undefined
}

describe('the correct log writer survives every legal crash', () => {
  for (const policy of POLICIES)
    for (const recycle of [false, true])
      it(`${policy}${recycle ? ', recycling' : ''}`, async () => {
        for (let seed = 0; seed < 40; seed += 1) {
          const { violation } = await tryChain(`clean-${seed}`, trial({ policy, recycle }))
          expect(violation, `seed ${seed}`).toBeUndefined()
        }
      })
})

describe('each planted bug that a crash can show is caught', () => {
  for (const [defect, { policies, shownBy }] of entries(LOG_WRITER_DEFECTS))
    for (const policy of shownBy === 'crash' ? policies : [])
      it(`${defect} (${policy})`, async () => {
        expect(await catchIt({ policy, defect })).toBeDefined()
      })
})

describe('each flush is needed', () => {
  for (const [skipFlush, { policies }] of entries(LOG_WRITER_FLUSHES))
    for (const policy of policies)
      it(`${skipFlush} (${policy})`, async () => {
        const recycle = skipFlush === 'retire-flush' || skipFlush === 'recycle-flush'
        expect(await catchIt({ policy, skipFlush, recycle })).toBeDefined()
      })
})

describe('the tables name the policies that matter', () => {
  it('a bug is invisible under the others', async () => {
    expect(await catchIt({ policy: 'interval', defect: 'ack-before-flush' }, 40)).toBeUndefined()
    expect(await catchIt({ policy: 'always', defect: 'newer-segment-gap' }, 40)).toBeUndefined()
  })
})

function entries<Key extends string, Value>(table: Record<Key, Value>): [Key, DefectDescription][] {
  return Object.entries(table) as [Key, DefectDescription][]
}
