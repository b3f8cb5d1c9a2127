/** Outcomes of a comparison, shown again from their tokens, and recomputed from their events without the code under test. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { strategies } from '../../core/index.ts'
import type { CompareCell, CompareReport } from '../../reports/index.ts'
import { decodeCase, encodeCase } from '../../runner/estates/case-token.ts'
import type { CasePayload } from '../../runner/estates/case-token.ts'
import { documentOf, estateFolder } from './estates/in-folder.ts'
import type { EstateFolder } from './estates/in-folder.ts'

let folder: EstateFolder
let report: CompareReport
beforeAll(async () => {
  folder = estateFolder()
  const { out } = await folder.seeddrill(['compare', 'own.ts', '--histories', '2', '--kinds', 'region-loss,ransomware', '--strategies', 'asr,backup-geo', '--json', '--workers', '2'])
  report = documentOf('compare', out)
}, 120_000)
afterAll(() => folder.remove())

const cellOf = (strategy: string, disaster: string): CompareCell =>
  report.strategies.find(({ id }) => id === strategy)!.byDisaster.find((cell) => cell.disaster === disaster)!
const payloadOf = (token: string): CasePayload => {
  const decoded = decodeCase(token)
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.payload
}

/** Any event, as somebody sees it who knows only the file. */
type Line = Readonly<Record<string, unknown>> & { readonly type: string }

async function eventsOf(token: string): Promise<{ readonly code: number; readonly events: readonly Line[] }> {
  const { code } = await folder.seeddrill(['replay', token, '--file', 'own.ts', '--reporter', 'ndjson=case.ndjson'])
  return { code, events: folder.read('case.ndjson').trimEnd().split('\n').map((line) => JSON.parse(line) as Line) }
}

interface Step {
  readonly id: string
  readonly startUs: number
  readonly endUs: number | null
  readonly after: readonly string[]
  readonly outcome: string
}

/** From what happened, by the definitions: nothing here is taken from the recorded outcome. */
function recomputed(events: readonly Line[]) {
  const all = <Type>(type: string): readonly Type[] => events.filter((event) => event.type === type) as unknown as readonly Type[]
  const [ended] = all<{ atHistoryUs: number }>('source-ended')
  const copies = all<{ attempt: number; cutAtHistoryUs: number }>('copy-chosen')
  const right = all<{ attempt: number; status: string }>('verdict').find(({ status }) => status === 'ok')
  if (!right) return { recovered: false, rpoUs: null, lostOperations: null, platformRtoUs: null, serviceRtoUs: null }
  const prefix = right.attempt === 1 ? '' : `attempt-${right.attempt}/`
  const steps = all<Step>('step')
  const endOf = (id: string): number => steps.find((step) => step.id === id)!.endUs!
  const checked = steps.filter(({ id }) => (prefix === '' ? !id.startsWith('attempt-') : id.startsWith(prefix)) && id.endsWith('/os-check'))
  return {
    recovered: true,
    rpoUs: ended!.atHistoryUs - copies.find(({ attempt }) => attempt === right.attempt)!.cutAtHistoryUs,
    lostOperations: all('lost-operation').length,
    platformRtoUs: Math.max(...checked.map(({ endUs }) => endUs!)) - endOf('decision'),
    serviceRtoUs: endOf(`${prefix}clients/first-answer`),
  }
}

describe('replay of what came after a recovery', () => {
  it('gives it again, with the life of the failover in its events', async () => {
    const kinds = 'loss-after-cancelled-failover,second-disaster,failback,test-failover'
    const { code, out } = await folder.seeddrill(['compare', 'own.ts', '--histories', '1', '--kinds', kinds, '--strategies', 'asr,backup-standard', '--json'])
    expect(code).toBe(0)
    const [replicated, restored] = documentOf<CompareReport>('compare', out).strategies
    expect(restored!.notApplicable.map(({ disaster }) => disaster)).toEqual(['loss-after-cancelled-failover', 'second-disaster', 'failback'])
    expect(restored!.byDisaster.map(({ disaster }) => disaster)).toEqual(['test-failover'])
    expect(replicated!.byDisaster).toHaveLength(4)
    for (const { worstToken, unprotectedSeconds, afterwards } of replicated!.byDisaster) {
      const { code: same, events } = await eventsOf(worstToken)
      expect(same).toBe(0)
      expect(events.filter(({ type }) => type === 'life').length).toBeGreaterThan(2)
      const { unprotectedUs, aftermath } = events.at(-1) as unknown as { readonly unprotectedUs: number; readonly aftermath: { readonly targetOperations: number } | null }
      expect(unprotectedUs / 1e6).toBe(unprotectedSeconds!.max)
      expect(aftermath?.targetOperations).toBe(afterwards?.atTarget.max)
    }
  })
})

describe('replay of an outcome', () => {
  it('gives every worst case again, and its events add up to the figures that were reported', async () => {
    let recovered = 0
    for (const { byDisaster } of report.strategies)
      for (const { worstToken, worstLossToken, n, recovered: count } of byDisaster)
        for (const token of new Set([worstToken, ...(worstLossToken === null ? [] : [worstLossToken])])) {
          const { figures } = payloadOf(token)
          const { code, events } = await eventsOf(token)
          expect(code).toBe(0)
          const { reason: _reason, ...expected } = figures
          expect(recomputed(events)).toEqual(expected)
          if (token === worstToken) expect(figures.recovered).toBe(count === n)
          if (figures.recovered) recovered++
        }
    expect(recovered).toBeGreaterThan(2)
  })

  it('is what the figures of the document are made of', () => {
    const cell = cellOf('asr', 'ransomware')
    expect(payloadOf(cell.worstToken).figures.serviceRtoUs).toBe(cell.serviceRtoSeconds.max! * 1e6)
    expect(payloadOf(cell.worstLossToken!).figures.rpoUs).toBe(cell.rpoSeconds.max! * 1e6)
  })

  it('lost what was acknowledged after the cut, and nothing that was acknowledged before', async () => {
    const { events } = await eventsOf(cellOf('asr', 'ransomware').worstLossToken!)
    const cutUs = events.findLast(({ type }) => type === 'copy-chosen')!.cutAtHistoryUs as number
    const lost = events.filter(({ type }) => type === 'lost-operation').map(({ answeredAtHistoryUs }) => answeredAtHistoryUs as number)
    expect(lost.length).toBeGreaterThan(5)
    expect(Math.min(...lost)).toBeGreaterThan(cutUs)
  })

  it('has steps that begin when the last of those that they wait for has ended', async () => {
    const { events } = await eventsOf(cellOf('asr', 'ransomware').worstToken)
    const steps = events.filter(({ type }) => type === 'step') as unknown as readonly Step[]
    for (const { startUs, after, outcome } of steps)
      if (outcome === 'done' && after.length > 0) expect(startUs).toBe(Math.max(...after.map((id) => steps.find((step) => step.id === id)!.endUs!)))
  })

  it('shows what struck, what was taken, every step and how it ended', async () => {
    const { out, code } = await folder.seeddrill(['replay', cellOf('asr', 'ransomware').worstToken, '--file', 'own.ts'])
    expect(code).toBe(0)
    expect(out).toMatch(/^asr, ransomware, history seeddrill-\d$/m)
    expect(out).toMatch(/^ {2}disaster on day 3 of the history: an intruder encrypts/m)
    expect(out).toMatch(/^ {4}replica, (crash|app)-consistent, cut .* before the disaster: /m)
    expect(out).toMatch(/^█ \+\d+:\d\d:\d\d +\+\d+:\d\d:\d\d +person +assumed +DNS by hand$/m)
    expect(out).toMatch(/^platform RTO .*, service RTO .* h$/m)
    expect(out).toContain('the same outcome as recorded, step by step')
    const { out: japanese } = await folder.seeddrill(['replay', cellOf('asr', 'ransomware').worstToken, '--file', 'own.ts', '--lang', 'ja'], { columns: 60, env: { NO_COLOR: '1' } })
    expect(japanese).toContain('記録と同じ結果（手順まで一致）')
  })

  it('says what differs when the estate has changed, and ends with 1', async () => {
    folder.put('changed.ts', folder.read('own.ts').replace('assumedMinutes(10, 10,', 'assumedMinutes(30, 30,'))
    const { worstLossToken, worstToken } = cellOf('asr', 'region-loss')
    const { code, out } = await folder.seeddrill(['replay', worstLossToken ?? worstToken, '--file', 'changed.ts'])
    expect(code).toBe(1)
    expect(out).toContain('the code has changed')
    expect(out).toMatch(/^differs: serviceRtoUs was \d+, is \d+$/m)
    expect(out).not.toContain('rpoUs was')
  })

  it('says that the same code must give the same outcome, and ends with 5 where it does not', async () => {
    const payload = payloadOf(cellOf('asr', 'region-loss').worstToken)
    const steps = await folder.seeddrill(['replay', encodeCase({ ...payload, digest: 'ba9876543210' }), '--file', 'own.ts'])
    expect(steps.code).toBe(5)
    expect(steps.out).toContain('differs in its steps; the figures are the same\nthe same code gave another outcome')
    const other = { ...payload, digest: 'ba9876543210', figures: { ...payload.figures, lostOperations: 12_345 } }
    const figures = await folder.seeddrill(['replay', encodeCase(other), '--file', 'own.ts'])
    expect([figures.code, figures.out.includes('differs: lostOperations was 12345')]).toEqual([5, true])
    const changed = await folder.seeddrill(['replay', encodeCase({ ...other, codeHash: '0123456789ab' }), '--file', 'own.ts'])
    expect([changed.code, changed.out.includes('the same code')]).toEqual([1, false])
  })

  it('ends with 3 when the estate is not there, and with 2 for what is no token', async () => {
    const token = cellOf('asr', 'region-loss').worstToken
    const missing = await folder.seeddrill(['replay', token])
    expect([missing.code, missing.err]).toEqual([3, 'seeddrill: there is no estate counters; add its file with --file\n'])
    const cutShort = await folder.seeddrill(['replay', token.slice(0, 40)])
    expect([cutShort.code, cutShort.err]).toEqual([2, 'seeddrill: the token cannot be read: the token does not unpack; was it cut?\n'])
    const saved = await folder.seeddrill(['replay', token, '--save', 'plan.json'])
    expect(saved.code).toBe(2)
    const reporter = await folder.seeddrill(['replay', token, '--reporter', 'json=x.json'])
    expect([reporter.code, reporter.err]).toEqual([2, 'seeddrill: --reporter json=x.json: replay has one reporter, which writes a file: --reporter ndjson=case.ndjson\n'])
  })

  it('takes a token out of a file', async () => {
    folder.put('log.txt', `see seeddrill replay ${cellOf('asr', 'region-loss').worstToken} --file own.ts\n`)
    expect((await folder.seeddrill(['replay', 'log.txt', '--file', 'own.ts'])).code).toBe(0)
  })
})

describe('tokens', () => {
  it('hold strategies of one’s own, shortly where they are like a preset', () => {
    const payload = payloadOf(cellOf('asr', 'region-loss').worstToken)
    const own = report.strategies.find(({ id }) => id === 'backup-geo')!.definition
    const changed = { ...own, id: 'mine', backup: { ...own.backup!, policy: { ...own.backup!.policy, retention: { daily: { keepDays: 90 }, weekly: null, monthly: null, yearly: null } } } }
    for (const strategy of [own, changed]) {
      const token = encodeCase({ ...payload, strategy })
      expect(payloadOf(token)).toEqual({ ...payload, strategy })
      expect(token.length).toBeLessThan(400)
    }
  })

  it('of version 1 are read for ever', () => {
    // Written by the first release: the dictionary of the compression is part of the format.
    expect(payloadOf(FIRST)).toEqual(FIRST_PAYLOAD)
    expect(encodeCase(FIRST_PAYLOAD)).toBe(FIRST)
  })

  it.each([
    [{ v: 2 }, 'the token is of version 2; this release reads version 1'],
    [{ kinds: ['flood'] }, 'the token names a kind of disaster that there is not'],
    [{ kinds: [] }, 'the token names a kind of disaster that there is not'],
    [{ index: 5 }, 'the token counts disasters wrongly'],
    [{ part: 3 }, "the token's part is none"],
    [{ estate: null }, "the token's estate is missing"],
    [{ figures: null }, "the token's figures are missing"],
    [{ strategy: {} }, `the token's strategy is none: strategy undefined: id must be a short name like "asr-hourly", of letters, digits, "-", "_", "." and "+"`],
  ])('with %j are refused', (change, message) => {
    const token = encodeCase({ ...FIRST_PAYLOAD, ...change } as unknown as CasePayload)
    expect(decodeCase(token)).toEqual({ ok: false, message })
  })

  it('hold the quiet days where they are not the usual ones', () => {
    const decoded = decodeCase(encodeCase({ ...FIRST_PAYLOAD, quietDays: 5 }))
    expect(decoded).toMatchObject({ ok: true, payload: { quietDays: 5 } })
    expect(decodeCase(FIRST)).toMatchObject({ ok: true, payload: { quietDays: 2 } })
    expect(decodeCase(encodeCase({ ...FIRST_PAYLOAD, quietDays: 400 })).ok).toBe(false)
  })

  it('never throw, whatever they hold', () => {
    for (const text of ['', 'se1.', 'se1.@@', 'se2.abc', 'sd1.abc', FIRST.slice(0, -9), FIRST.slice(0, 12)]) expect(decodeCase(text).ok).toBe(false)
  })
})


const FIRST = 'se1.ndDLCcAgEATQXlLBzv5mLUf7SO_xFIIgBBt4h3cYyH3g9sPfDzv4CHEXSkDm5lqjnPiyk1apbKJrkwKwghH4OyZQ80hW6-O7N3orZrgp5Lof'

const FIRST_PAYLOAD: CasePayload = {
  v: 1,
  estate: 'orders',
  part: null,
  seed: 'seeddrill-7',
  kinds: ['region-loss', 'ransomware'],
  disasters: 4,
  quietDays: 2,
  index: 3,
  figures: { recovered: true, reason: null, rpoUs: 50_440_705_100, lostOperations: 274, platformRtoUs: 638_627_902, serviceRtoUs: 21_113_813_711 },
  strategy: strategies.asr,
  codeHash: '0123456789ab',
  digest: 'ba9876543210',
}
