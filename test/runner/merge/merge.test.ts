import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent, RunFinished, RunShard, RunStarted } from '../../../core/drill/events.ts'
import { mergePieces } from '../../../runner/merge/merge.ts'
import { readPiece } from '../../../runner/merge/piece.ts'
import type { Piece } from '../../../runner/merge/piece.ts'
import { pieceOf, smallRun, soundScenario } from './small-run.ts'
import type { SmallRun } from './small-run.ts'

const seeds = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `s${index + 1}`)
const scenarios = [
  soundScenario('log-writer/ring', seeds(4)),
  soundScenario('zoo/ack-before-flush', seeds(5)),
  soundScenario('zoo/wal-no-checksum', seeds(5), ['wrong-data', 'partial-transaction']),
]

/** What of a run does not depend on who did it. */
const told = (events: readonly RunEvent[]) => events.flatMap((event): readonly RunEvent[] => {
  if (event.type === 'case-started' || event.type === 'case-progress') return []
  if (event.type === 'run-started') return [{ ...event, settings: { ...event.settings, workers: 0 } }]
  return [event.type === 'failure' ? event : { ...event, durationMs: 0 }]
})

const shards = (of: number): readonly RunShard[] => Array.from({ length: of }, (_, index) => ({ index: index + 1, of }))
const piecesOf = (run: SmallRun, of: number): Promise<readonly Piece[]> =>
  Promise.all(shards(of).map(async (shard) => pieceOf(`${shard.index}.ndjson`, await smallRun(run, shard))))

function merged(pieces: readonly Piece[]) {
  const events: RunEvent[] = []
  const finished = mergePieces(pieces, (event) => void events.push(event))
  return { events: [...events, finished], finished }
}

describe('mergePieces', () => {
  it('is the undivided run, into however many shards it was cut, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.constantFrom(null, 1, 2), fc.constantFrom(undefined, 3, 11), fc.boolean(), async (of, bail, maxCases, turned) => {
        const run = { scenarios, bail, ...(maxCases !== undefined && { maxCases }) }
        const pieces = await piecesOf(run, of)
        const whole = await smallRun(run)
        const { events } = merged(turned ? [...pieces].reverse() : pieces)
        expect(told(events)).toEqual(told(whole))
      }),
      { numRuns: 30 },
    )
    const { totals, exitCode } = merged(await piecesOf({ scenarios }, 3)).finished
    expect(exitCode).toBe(1)
    expect(totals).toMatchObject({ seeds: 9, planted: [{ verdict: expect.any(String) as string }] })
    expect(totals.violations).toBeGreaterThan(0)
  })

  it('says what interrupted a shard, and that drills are missing', async () => {
    const [first, second] = await piecesOf({ scenarios }, 2)
    const cut = { ...second!, finished: { ...second!.finished, endedBy: 'SIGINT' as const }, cases: new Map([...second!.cases].slice(1)) }
    const { finished } = merged([first!, cut])
    expect(finished.exitCode).toBe(130)
    expect(finished.endedBy).toBe('SIGINT')
    expect(finished.totals.notRun).toBe(1 + (await smallRun({ scenarios }).then((events) => (events.at(-1) as RunFinished).totals.notRun)))
  })

  it('judges strict coverage of the whole, which no shard can', async () => {
    const pieces = await piecesOf({ scenarios: [soundScenario('log-writer/ring', seeds(2))] }, 2)
    const strict = pieces.map((piece) => ({ ...piece, started: { ...piece.started, settings: { ...piece.started.settings, strictCoverage: true } } }))
    const { finished } = merged(strict)
    expect(finished.coverageFailures.length).toBeGreaterThan(0)
    expect(finished.exitCode).toBe(1)
    expect(pieces.map(({ finished: { exitCode } }) => exitCode)).toEqual([0, 0])
  })
})

describe('pieces that are not the parts of one run are refused', () => {
  const run = { scenarios: [soundScenario('log-writer/ring', seeds(4))] }
  type Change = Partial<RunStarted> | ((started: Piece['started']) => Partial<RunStarted>)
  const changed = (piece: Piece, change: Change): Piece => ({ ...piece, started: { ...piece.started, ...(typeof change === 'function' ? change(piece.started) : change) } as Piece['started'] })

  it.each<[string, Change]>([
    ['1.ndjson and 2.ndjson are not of one run: seed stem and other', { seed: 'other' }],
    ['version of seeddrill 1.0.0 and 1.0.1', { version: '1.0.1' }],
    ['settings {', ({ settings }) => ({ settings: { ...settings, states: 7 } })],
    ['number of shards 3 and 4', ({ settings }) => ({ settings: { ...settings, shard: { index: 2, of: 4 } } })],
    ['number of cases 4 and 5', ({ whole }) => ({ whole: { ...whole, cases: 5 } })],
    ['the code of log-writer/ring has the hash 0123456789ab and ffff', ({ whole }) => ({ whole: { ...whole, scenarios: whole.scenarios.map((each) => ({ ...each, codeHash: 'ffff' })) } })],
    ['log-writer/ring has the seeds and expectations', ({ whole }) => ({ whole: { ...whole, scenarios: whole.scenarios.map((each) => ({ ...each, seeds: ['x'] })) } })],
    ['are both shard 1/3', ({ settings }) => ({ settings: { ...settings, shard: { index: 1, of: 3 } } })],
    ['do not make up a whole run', ({ whole }) => ({ whole: { ...whole, places: [...whole.places, 0] } })],
  ])('%s', async (message, change) => {
    const [one, two, three] = await piecesOf(run, 3)
    expect(() => merged([one!, changed(two!, change), three!])).toThrow(message)
  })

  it('names the shards that are missing', async () => {
    const pieces = await piecesOf(run, 4)
    expect(() => merged([pieces[2]!, pieces[0]!])).toThrow('missing: shards 2/4, 4/4')
    expect(() => merged(pieces.slice(0, 3))).toThrow('missing: shard 4/4')
  })

  it('reads nothing but whole streams of shards', async () => {
    const [piece] = await Promise.all([smallRun(run, { index: 1, of: 1 })])
    const lines = piece!.map((event) => `${JSON.stringify(event)}\n`)
    expect(readPiece('a', lines.join('')).cases.size).toBe(4)
    expect(readPiece('a', lines.join('').trimEnd()).cases.size).toBe(4)
    expect(() => readPiece('a', lines.slice(0, -1).join(''))).toThrow('a breaks off before the end of its run; run shard 1/1 again')
    expect(() => readPiece('a', lines.join('').slice(0, -9))).toThrow('a breaks off before the end of its run; run shard 1/1 again')
    expect(() => readPiece('a', '')).toThrow('a holds no run')
    expect(() => readPiece('a', 'hello\n')).toThrow('a:1: no event of a run')
    expect(() => readPiece('a', lines.map((line) => line.replace('"shard"', '"other"')).join(''))).toThrow('a is a whole run')
    expect(() => readPiece('a', lines.map((line) => line.replace('"case":2', '"case":9')).join(''))).toThrow('a: the events of case 9 are not in order')
  })
})
