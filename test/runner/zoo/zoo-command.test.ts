/** The command end to end, on worker threads, with few seeds. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ZooReport } from '../../../reports/index.ts'
import { zooCommand } from '../../../runner/commands/zoo.ts'
import type { Menagerie, ZooFlags } from '../../../runner/commands/zoo.ts'
import type { ScenarioRef } from '../../../runner/order.ts'
import type { Specimen } from '../../../runner/zoo/specimen.ts'
import { replayCommand } from '../../../runner/commands/replay.ts'
import { estateZoo } from '../../../scenarios/zoo/index.ts'
import type { EstateCase } from '../../../scenarios/zoo/index.ts'
import { fakeHost } from '../fake-host.ts'

const schema = JSON.parse(readFileSync(new URL('../../../docs/schemas/zoo.schema.json', import.meta.url), 'utf8')) as object
const ref = (name: string): ScenarioRef => ({ name, bundle: null, file: null, codeHash: '0123456789ab' })

const TWIN = 'zoo/twin/log-writer'
const CANARY = { ref: ref('zoo/canary'), expected: ['lost-ack'] } as const

function specimen(id: string, change: Partial<Specimen> = {}): Specimen {
  const about = { area: 'ack', app: 'log-writer', summary: 'x', source: 'y', expected: ['lost-ack'] } as const
  return { id, ...about, bug: ref(`zoo/${id}`), twin: ref(TWIN), ...change }
}

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'seeddrill-zoo-'))))
afterAll(() => rmSync(folder, { recursive: true }))

async function visit(ids: readonly string[], flags: Partial<ZooFlags> = {}, menagerie?: Menagerie) {
  const host = fakeHost({ cwd: folder })
  const code = await zooCommand(ids, { color: false, seeds: 2, states: 60, workers: 1, ...flags }, host, menagerie)
  return { code, ...host.said }
}

function reportOf(text: string): ZooReport {
  const validate = new Ajv({ allErrors: true }).compile(schema)
  const document = JSON.parse(text) as ZooReport
  void validate(document)
  expect(validate.errors ?? []).toEqual([])
  return document
}

/** What may differ from run to run. */
function withoutTimes(report: ZooReport): unknown {
  const bugs = report.bugs.map((bug) => ({ ...bug, ms: null, msPerDrill: null }))
  return { ...report, bugs, twins: report.twins.map((twin) => ({ ...twin, msPerDrill: null })), durationMs: 0 }
}

describe('seeddrill zoo', () => {
  it('ends with 0 when every bug is caught and no twin alarms, the same with any number of workers', async () => {
    const ids = ['async-io-sync-race', 'zoo/torn-tail-fatal']
    const one = await visit(ids, { json: true })
    const two = await visit(ids, { json: true, workers: 2, report: 'zoo.json' })
    expect([one.code, two.code]).toEqual([0, 0])
    const report = reportOf(one.out)
    expect(withoutTimes(reportOf(two.out))).toEqual(withoutTimes(report))
    expect(readFileSync(join(folder, 'zoo.json'), 'utf8')).toBe(two.out)
    expect(report.totals).toMatchObject({ bugs: 2, caught: 2, falseAlarms: 0, cleanSeeds: 2, unclearSeeds: 0, drills: 6 })
    expect(report.canary).toEqual({ drills: 3, caught: 3 })
    // One twin for both, and its seeds are drilled once.
    expect(report.twins).toMatchObject([{ name: TWIN, seeds: 2 }])
    expect(report.bugs.map(({ id, verdict, seedsToCatch, show }) => ({ id, verdict, seeds: seedsToCatch?.median, show }))).toEqual([
      { id: 'torn-tail-fatal', verdict: 'refuses-to-open', seeds: 1, show: null },
      { id: 'async-io-sync-race', verdict: 'lost-ack', seeds: 1, show: null },
    ])
    expect(one.err).toContain('zoo/async-io-sync-race: caught 2 of 30 times in 2 drills\n')
  })

  it('ends with 1 and a command when a bug is missed, caught only otherwise, or a twin alarms', async () => {
    const specimens = [
      specimen('correct', { bug: ref(TWIN), twin: ref('zoo/async-io-sync-race') }),
      specimen('otherwise', { bug: ref('zoo/truncate-past-tail'), expected: ['phantom'], twin: ref('zoo/twin/log-writer/unflushed') }),
    ]
    const { code, out } = await visit([], { seeds: 1 }, { specimens, canary: CANARY })
    expect(code).toBe(1)
    expect(out).toMatch(/^ {2}correct +MISSED .* 1\/1$/m)
    expect(out).toMatch(/^ {2}otherwise +WRONG lost-ack .* 0\/1$/m)
    expect(out).toContain('caught        0 of 2 bugs\n')
    expect(out).toContain(`correct:\n  npx seeddrill run ${TWIN} --seed seeddrill --seeds 1 --states 60\n`)
    expect(out).toContain('otherwise:\n  npx seeddrill run zoo/truncate-past-tail --seed seeddrill-1 --states 60\n')
    expect(out).toContain('zoo/async-io-sync-race:\n  npx seeddrill run zoo/async-io-sync-race --seed seeddrill-1 --states 60\n')
  })

  it('visits estates as well, and shows a miss by a comparison and an alarm by a replay', async () => {
    const subjectOf = ({ estate, ...history }: EstateCase) => ({ ...ref(estate.name), history })
    const { bug, twin } = estateZoo.find(({ id }) => id === 'route-forgotten')!
    const about = { area: 'failover', app: 'estate', expected: ['service-down'] } as const
    const right = [specimen('route-forgotten', { ...about, bug: subjectOf(bug), twin: subjectOf(twin) })]
    const [one, two] = await Promise.all([1, 2].map((workers) => visit([], { json: true, workers }, { specimens: right, canary: CANARY })))
    expect([one!.code, two!.code]).toEqual([0, 0])
    expect(withoutTimes(reportOf(two!.out))).toEqual(withoutTimes(reportOf(one!.out)))
    // Eighteen seeds, and four states at most for the one disaster of each.
    expect(reportOf(one!.out).bugs).toMatchObject([{ caught: true, catches: 2, verdict: 'service-down', statesToCatch: { median: 1, upper95: 18 * 4 } }])
    const wrong = [specimen('route-forgotten', { ...about, bug: subjectOf(twin), twin: subjectOf(bug) })]
    const { code, out } = await visit([], { seeds: 1 }, { specimens: wrong, canary: CANARY })
    expect(code).toBe(1)
    expect(out).toContain(`route-forgotten:\n  npx seeddrill compare ${twin.estate.name} --seed seeddrill --histories 1\n`)
    const [, token] = /^zoo\/route-forgotten:\n {2}npx seeddrill replay (se1\.\S+)$/m.exec(out) ?? []
    const host = fakeHost({ cwd: folder })
    await replayCommand(token!, { color: false }, host)
    expect(host.said.out).toContain('broken promises: service-down')
  })

  it('measures nothing when the canary lives', async () => {
    const menagerie = { specimens: [specimen('async-io-sync-race')], canary: { ...CANARY, ref: ref(TWIN) } }
    const { code, out } = await visit([], {}, menagerie)
    expect(code).toBe(1)
    expect(out).toContain('the canary was caught in 0 of 3 drills: the tester is dead')
    const report = reportOf((await visit([], { json: true }, menagerie)).out)
    expect(report).toMatchObject({ exitCode: 1, bugs: [], totals: { drills: 0 } })
  })

  it('knows no bug of another name', async () => {
    await expect(visit(['torn-tail-fatul'])).rejects.toThrow('there is no bug torn-tail-fatul in the zoo; did you mean torn-tail-fatal?')
  })

  it('says that nothing is known when the time is up at once', async () => {
    const { code, out } = await visit(['torn-tail-fatal'], { timeBudget: 1, json: true })
    expect(code).toBe(3)
    expect(reportOf(out)).toMatchObject({ endedBy: 'time-budget', totals: { caught: 0 } })
  })
})
