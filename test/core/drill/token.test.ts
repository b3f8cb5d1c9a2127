import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeToken, drill, encodeToken, validatePayload } from '../../../core/index.ts'
import type { TokenPayload } from '../../../core/index.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { validateCrash } from '../../../core/drill/validate-crash.ts'
import { notebookScenario, shelfScenario } from './toys.ts'

const scenario = notebookScenario({ forgetsFlush: true })
const at = { step: 'completed', operation: 3, where: 'book/log', label: 'append', nth: 1 }
const plan = generatePlan(scenario, '1')
const then = { during: 'life', at, picks: { pick: 'floors' }, operations: plan.operations } as const

const payload: TokenPayload = {
  v: 1,
  scenario: scenario.name,
  codeHash: 'c0de',
  plan,
  crash: {
    kind: 'power-cut',
    machine: '*',
    at,
    picks: { pick: 'listed', writes: [{ write: at, sectors: [0, 2] }, { write: at }] },
    then,
  },
  verdict: 'lost-ack',
  traceHash: 'abc',
}

const CRASHES = [
  payload.crash,
  { kind: 'run' },
  { kind: 'process-kill', machine: '*', at, picks: { pick: 'newest' } },
  {
    kind: 'os-reset',
    machine: '*',
    at: { ...at, operation: null },
    picks: { pick: 'completed' },
    then: { ...then, during: 'recovery' },
  },
  { kind: 'recovery-point', point: 'crash-consistent#3' },
  { kind: 'disaster', disaster: 2, then },
]

const WRONG_CRASHES: readonly (readonly [unknown, string])[] = [
  [null, 'crash must be'],
  [[], 'crash must be'],
  [{}, 'crash.kind'],
  [{ kind: 'flood' }, 'crash.kind'],
  [{ kind: 'run', then }, 'crash.then'],
  [{ kind: 'recovery-point' }, 'crash.point'],
  [{ kind: 'disaster', disaster: -1 }, 'crash.disaster'],
  [{ ...payload.crash, machine: undefined }, 'crash.machine'],
  [{ ...payload.crash, at: { ...at, nth: 0 } }, 'crash.at'],
  [{ ...payload.crash, at: { ...at, operation: 'x' } }, 'crash.at'],
  [{ ...payload.crash, picks: 'floors' }, 'crash.picks.pick'],
  [{ ...payload.crash, picks: { pick: 'listed' } }, 'crash.picks.writes'],
  [{ ...payload.crash, picks: { pick: 'listed', writes: [{ write: at, sectors: [-1] }] } }, 'crash.picks.writes'],
  [{ ...payload.crash, then: { ...then, during: 'sleep' } }, 'crash.then'],
  [{ ...payload.crash, then: { ...then, picks: 'floors' } }, 'crash.then'],
  [{ ...payload.crash, then: { ...then, operations: 5 } }, 'crash.then.operations'],
  [{ ...payload.crash, then: { ...then, operations: [{ id: 1 }] } }, 'crash.then.operations[0].client'],
]

const WRONG_PAYLOADS: readonly (readonly [string, unknown])[] = [
  ['v', 2],
  ['scenario', undefined],
  ['codeHash', 5],
  ['traceHash', null],
  ['verdict', 'bad'],
  ['verdict', 'toString'],
  ['verdict', undefined],
  ['verdict', 'inconclusive'],
  ['plan', null],
  ['plan', { ...plan, device: 'floppy' }],
  ['crash', undefined],
]

describe('a token', () => {
  it.each(CRASHES)('says again what went into it: %j', (crash) => {
    const original = { ...payload, crash } as TokenPayload
    const token = encodeToken(original)
    expect(token).toMatch(/^sd1\.[\w-]+$/)
    expect(decodeToken(`  ${token}\n`)).toEqual({ ok: true, payload: original })
  })

  it('may say of a crash that it recovers, and not of a run without one', () => {
    const recovers = { ...payload, verdict: 'ok' } as const
    expect(decodeToken(encodeToken(recovers))).toEqual({ ok: true, payload: recovers })
    expect(validatePayload({ ...recovers, crash: { kind: 'run' } })).toMatchObject({ ok: false, message: expect.stringContaining('nothing to recover from') as string })
  })

  it('of any failure of a drill can be read', async () => {
    const { failures } = await drill(shelfScenario(false), { seed: '1', stateBudget: 60, shrinkAttempts: 0 })
    expect(failures.length).toBeGreaterThan(1)
    for (const { crash, verdict, traceHash, plan: failing } of failures)
      expect(decodeToken(encodeToken({ ...payload, crash, verdict, traceHash, plan: failing })).ok).toBe(true)
  })

  it.each(WRONG_CRASHES)('with the crash %j is refused in one line that names %s', (crash, name) => {
    const checked = validateCrash(crash)
    expect(checked.ok).toBe(false)
    expect(checked.ok ? '' : checked.message).toContain(name)
    expect(validatePayload({ ...payload, crash })).toEqual(checked)
  })

  it.each(WRONG_PAYLOADS)('with %s = %j is refused in one line', (name, value) => {
    const checked = validatePayload({ ...payload, [name]: value })
    expect(checked.ok).toBe(false)
    expect(checked.ok ? '' : checked.message).toContain(name === 'v' ? 'version' : name)
    expect(checked.ok ? '' : checked.message).not.toContain('\n')
  })

  it.each([
    '',
    'sd1',
    'sd1.',
    'sd2.abc',
    'hello',
    'sd1.a b',
    `${encodeToken(payload).slice(0, -9)}`,
    `${encodeToken(payload)}%`,
  ])('that is none is refused: %s', (text) => {
    expect(decodeToken(text).ok).toBe(false)
  })

  it('never makes decoding throw, however it was cut or changed', () => {
    const token = encodeToken(payload)
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.nat(64), (place, letter) => {
        const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ '[letter]!
        decodeToken(token.slice(0, place))
        const decoded = decodeToken(token.slice(0, place) + other + token.slice(place + 1))
        if (!decoded.ok) expect(decoded.message).not.toContain('\n')
      }),
      { numRuns: 400 },
    )
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        validatePayload(value)
        validatePayload({ ...payload, crash: value })
        validatePayload({ ...payload, crash: { ...payload.crash, then: value } })
        validateCrash({ ...payload.crash, picks: { pick: 'listed', writes: value } })
      }),
      { numRuns: 300 },
    )
    fc.assert(fc.property(fc.string(), (text) => void decodeToken(text)))
  })
})
