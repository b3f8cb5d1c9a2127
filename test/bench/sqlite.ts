/**
 * Crash states of SQLite through file system and disk: image, boot with mount and recovery, everything read back,
 * integrity_check, oracle. Beside them the engine alone: the same files opened and checked where nothing lies below.
 */
import type { BlockImage } from '../../core/block/block-image.ts'
import { buildImages } from '../../core/crash/picks.ts'
import { prefixStates } from '../../core/crash/edges.ts'
import { generatePlan } from '../../core/drill/generate-plan.ts'
import { imagesKey, newRecoveryContext, recover } from '../../core/drill/recovery.ts'
import { gatherEvidence, runSource } from '../../core/drill/source-run.ts'
import type { Evidence } from '../../core/drill/source-run.ts'
import { openImage } from '../../core/fs/index.ts'
import { randomStream } from '../../core/sim/index.ts'
import { sqlite, SqliteDatabase } from '../../scenarios/sqlite/index.ts'
import type { SqliteContext } from '../../scenarios/sqlite/index.ts'
import { SHORT, sqliteScenario } from '../../scenarios/sqlite-scenarios.ts'
import { memoryFileSystem } from '../core/fs/memory-files.ts'
import type { BenchResult, Target } from './bench-result.ts'
import { race } from './race.ts'
import type { Rounds } from './race.ts'

export interface SqliteSize extends Rounds {
  /** Executed in one round. */
  readonly states: number
}

export const SQLITE_SIZE: SqliteSize = { rounds: 5, warmUps: 1, states: 250 }

/** What the design asks for, through file system and disk. */
const SMALLEST_RATE: Target = { of: 'value', is: 'at least', bound: 300 }
const OPTIONS = { ...SHORT, journalMode: 'wal', synchronous: 'full', connections: 1 } as const

export async function sqliteBench(size: SqliteSize = SQLITE_SIZE): Promise<BenchResult[]> {
  const scenario = sqliteScenario('bench/sqlite', OPTIONS, 'ack')
  const evidence = gatherEvidence(await runSource(scenario, generatePlan(scenario, 'bench')))
  const states = distinctStates(evidence, size.states)
  const { run, claims, checker } = evidence
  const { plan, arena } = run
  const context = newRecoveryContext(scenario, plan, arena)
  const trees = states.map(({ image }) => treeOf(image))
  const result = await race({
    name: `crash states, SQLite (WAL, FULL), through file system and disk, ${states.length} distinct ones a round`,
    unit: 'states/s',
    figure: (milliseconds) => (states.length * 1000) / milliseconds,
    peer: 'the engine alone: the same files in memory, opened, read and checked',
    subject: async () => {
      for (const { image, seq } of states) {
        const { observation, site } = await recover(context, [image.fork()])
        if (!observation.ok) throw new Error(`bench: SQLite does not come back: ${observation.message}`)
        const claim = claims.claimAt({ seq, vector: [], includesInFlight: true }, 'ack')
        const verdict = checker.check(claim, observation.observed, observation.text)
        if (verdict.status !== 'ok') throw new Error(`bench: a crash state is judged ${verdict.status}`)
        site.dispose()
      }
    },
    rival: async () => {
      for (const tree of trees) await openAlone(tree)
    },
    target: SMALLEST_RATE,
  }, size)
  for (const { image } of states) image.release()
  run.site.dispose()
  return [result]
}

interface State {
  readonly seq: number
  readonly image: BlockImage
}

function distinctStates({ run: { site } }: Evidence, count: number): readonly State[] {
  const states: State[] = []
  const keys = new Set<string>()
  const cursor = site.keeper.cursor()
  for (let seq = site.log.base; seq < site.log.end && states.length < count; seq++) {
    cursor.advanceTo(seq)
    for (const { kind, choice } of prefixStates(cursor)) {
      if (kind !== 'power-cut' || states.length >= count) continue
      const [image] = buildImages(cursor, choice) as [BlockImage]
      const key = imagesKey([image])
      if (keys.has(key)) image.release()
      else states.push({ seq, image })
      keys.add(key)
    }
  }
  cursor.release()
  if (states.length < count) throw new Error(`bench: the run has ${states.length} distinct states only`)
  return states
}

type Tree = readonly { readonly path: string; readonly data: Uint8Array }[]

function treeOf(image: BlockImage): Tree {
  const copy = image.fork()
  const { sync } = openImage(copy).files
  const tree = sync.readDirectory('/').filter(({ type }) => type === 'file').map(({ name }) => {
    const path = `/${name}`
    const descriptor = sync.open(path)
    return { path, data: sync.read(descriptor, sync.stat(descriptor).sizeBytes, 0) }
  })
  copy.release()
  return tree
}

async function openAlone(tree: Tree): Promise<void> {
  const disk = memoryFileSystem()
  for (const { path, data } of tree) {
    const descriptor = disk.sync.open(path, { access: 'write', create: true })
    disk.sync.write(descriptor, data, 0)
    disk.sync.close(descriptor)
  }
  const context: SqliteContext = {
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    random: randomStream('bench'),
    signal: () => ({ wait: () => Promise.resolve() as never, notify: () => {} }) as never,
    span: (_, work) => work(),
    fileSystems: { disk },
  }
  const database = await SqliteDatabase.open(context, OPTIONS)
  await database.readAll()
  await database.integrityCheck()
  await sqlite().close!(database)
}
