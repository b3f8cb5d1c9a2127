/**
 * Crash states of the WAL database, cut from a real run: pages of live data, a checkpoint, then log
 * records, and last one large transaction that is cut while its record is being written. Each subset of the
 * sectors of that record is a state of its own, so states are distinct by construction.
 */
import fc from 'fast-check'
import type { BlockImage } from '../../core/block/block-image.ts'
import type { DurabilityCursor, PendingWrite } from '../../core/block/durability.ts'
import type { WriteLog } from '../../core/block/write-log.ts'
import { buildImages } from '../../core/crash/picks.ts'
import { committed, scenario } from '../../core/drill/index.ts'
import type { Plan, PlannedOperation, Scenario } from '../../core/drill/index.ts'
import { imagesKey, newRecoveryContext, recover } from '../../core/drill/recovery.ts'
import type { Recovery, RecoveryContext } from '../../core/drill/recovery.ts'
import { gatherEvidence, runSource } from '../../core/drill/source-run.ts'
import type { Evidence } from '../../core/drill/source-run.ts'
import type { AppDefinition } from '../../core/machine/app.ts'
import { registers } from '../../core/oracle/index.ts'
import type { RegisterWrites, Verdict } from '../../core/oracle/index.ts'
import type { WalDb } from '../../scenarios/wal-db/index.ts'

/** Keys in a page of the database. */
const KEYS_PER_PAGE = 16
const VALUE_BYTES = 200
/** So many writes fill a record of twelve sectors: 4,096 subsets. */
const TAIL_WRITES = 28

export interface StatesSetup {
  readonly app: AppDefinition<'wal' | 'data', WalDb>
  /** Pages of live data. */
  readonly pages: number
  /** Values in each page, 1 … 16. */
  readonly valuesPerPage: number
  /** Transactions that overwrite old data before the last checkpoint: they make the run's log longer, and nothing else. */
  readonly updates: number
  /** Log records that a recovery replays. */
  readonly records: number
}

/** The crash states of one run. */
export class CrashStates {
  readonly #evidence: Evidence
  readonly #cursor: DurabilityCursor
  readonly #tail: PendingWrite
  readonly #sectors: readonly number[]
  readonly #context: RecoveryContext

  private constructor(evidence: Evidence) {
    const { run } = evidence
    this.#evidence = evidence
    this.#cursor = run.site.keeper.cursor()
    this.#cursor.advanceTo(tailSubmission(run.site.log))
    this.#tail = this.#cursor.disks.flatMap(({ pending }) => pending).at(-1)!
    this.#sectors = this.#tail.sectors()
    const { scenario, plan, arena } = run
    this.#context = newRecoveryContext(scenario, plan, arena)
  }

  static async prepare(setup: StatesSetup): Promise<CrashStates> {
    const operations = operationsOf(setup)
    const run = await runSource(scenarioOf(setup), planOf(operations))
    if (!run.finished) throw new Error('bench: the source run did not finish')
    return new CrashStates(gatherEvidence(run))
  }

  /** How many distinct states there are. */
  get count(): number {
    return 2 ** this.#sectors.length - 2
  }

  /** Steps of the write log. */
  get logLength(): number {
    return this.#evidence.run.site.log.end
  }

  /** Sectors that the content store has hashed so far. */
  get sectorsHashed(): number {
    return this.#evidence.run.arena.statistics.sectorsHashed
  }

  /** The images of state 0 … `count` − 1; whoever asks owns them. */
  images(state: number): BlockImage[] {
    const offsets = this.#sectors.filter((_, bit) => ((state + 1) & (1 << bit)) !== 0)
    return buildImages(this.#cursor, [{ pending: this.#tail, offsets }])
  }

  /** All that a sweep does for one state: image, hash, boot, recovery, observation, oracle. */
  async execute(state: number, examine?: (recovery: Recovery, key: string) => void): Promise<Verdict> {
    const { claims, checker } = this.#evidence
    const images = this.images(state)
    const key = imagesKey(images)
    const recovery = await recover(this.#context, images)
    const { observation, site } = recovery
    if (!observation.ok) throw new Error(`bench: the database does not come back: ${observation.message}`)
    const claim = claims.claimAt({ seq: this.#cursor.seq, vector: [], includesInFlight: true }, 'ack')
    const verdict = checker.check(claim, observation.observed, observation.text)
    if (verdict.status !== 'ok') throw new Error(`bench: a crash state is judged ${verdict.status}`)
    examine?.(recovery, key)
    site.dispose()
    return verdict
  }

  release(): void {
    this.#cursor.release()
    this.#evidence.run.site.dispose()
  }
}

/** Where the large record has been submitted and not completed. */
function tailSubmission(log: WriteLog): number {
  for (let seq = log.end - 1; seq >= log.base; seq--) {
    const step = log.step(seq)
    if (step.kind === 'write' && step.label === 'wal-record' && step.submitSeq === seq) return seq
  }
  throw new Error('bench: the run wrote no log record')
}

function scenarioOf({ app }: StatesSetup): Scenario {
  return scenario({
    name: 'bench/wal-db',
    machines: { db: app },
    operation: fc.constant<RegisterWrites<string>>({ writes: [] }),
    async apply({ db }, { writes }) {
      // Without writes it is a checkpoint.
      if (writes.length === 0) return db.checkpoint()
      const { position } = await db.transact(writes.map(({ key, value }) => ({ key: Number(key), value })))
      return committed(position) as never
    },
    model: registers<string>(),
    project: (state) => Object.fromEntries(state),
    observe: ({ db }) => db.readAll(),
    policy: false,
  })
}

function planOf(operations: readonly PlannedOperation[]): Plan {
  return {
    v: 1,
    scenario: 'bench/wal-db',
    seed: 'bench',
    device: 'ssd',
    schedule: 'in-order',
    operations,
    faults: [],
    replication: null,
    disasters: [],
  }
}

function operationsOf({ pages, valuesPerPage, updates, records }: StatesSetup): PlannedOperation[] {
  const count = pages * valuesPerPage
  /** The n-th write goes round all pages, and only then to their next values. */
  const written = (nth: number, version: string): RegisterWrites<string>['writes'][number] => {
    const index = nth % count
    const key = (index % pages) * KEYS_PER_PAGE + Math.floor(index / pages)
    return { key: String(key), value: `${nth}/${version}/`.padEnd(VALUE_BYTES, 'x') }
  }
  const values: RegisterWrites<string>[] = []
  for (let first = 0; first < count; first += KEYS_PER_PAGE) {
    const some = Math.min(KEYS_PER_PAGE, count - first)
    values.push({ writes: Array.from({ length: some }, (_, index) => written(first + index, 'first')) })
  }
  for (let update = 0; update < updates; update++) values.push({ writes: [written(update, `update ${update % 100}`)] })
  values.push({ writes: [] })
  for (let record = 0; record < records; record++) values.push({ writes: [written(record, `record ${record}`)] })
  values.push({ writes: Array.from({ length: TAIL_WRITES }, (_, nth) => written(nth, 'tail')) })
  return values.map((value, index) => ({ id: index + 1, client: 0, thinkUs: 0, value }))
}
