/**
 * A day of a replicated estate: two machines, each with a WAL database that takes one transaction a
 * second, replicated as by Azure Site Recovery with all its points; trace and write log on, the log
 * bounded by retention.
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import fc from 'fast-check'
import { createArena } from '../../core/block/arena.ts'
import { DEVICE_PROFILES } from '../../core/block/device-profile.ts'
import { committed, scenario } from '../../core/drill/index.ts'
import type { PlannedOperation } from '../../core/drill/index.ts'
import { Protection } from '../../core/drill/protection.ts'
import { Site } from '../../core/drill/site.ts'
import { policies } from '../../core/replication/policies.ts'
import { Trace } from '../../core/sim/trace.ts'
import { walDb } from '../../scenarios/wal-db/index.ts'
import { timed } from './race.ts'

const SECOND_US = 1_000_000
const MINUTE_US = 60 * SECOND_US
const MACHINES = 2
const KEYS = 1024
const VALUE_BYTES = 200
const KIBIBYTES_PER_MEBIBYTE = 1024

export interface DaySize {
  readonly seconds: number
  readonly logRetentionUs: number
}

export const DAY: DaySize = { seconds: 86_400, logRetentionUs: 10 * MINUTE_US }

export interface DayFigures {
  /** Processor time, in seconds. */
  readonly seconds: number
  /** The most memory that the process ever held. */
  readonly peakRssMebibytes: number
  readonly operations: number
  readonly events: number
  readonly points: Readonly<Record<string, number>>
}

interface Transaction {
  readonly machine: number
  readonly key: number
  readonly value: string
}

const database = walDb({ checkpointIntervalUs: 5 * MINUTE_US })

const estate = scenario({
  name: 'bench/estate',
  machines: { first: database, second: database },
  operation: fc.constant<Transaction>({ machine: 0, key: 0, value: '' }),
  async apply({ first, second }, { machine, key, value }) {
    const { position } = await (machine === 0 ? first : second).transact([{ key, value }])
    return committed(position)
  },
  model: { initial: null, step: (state) => state },
  observe: ({ first }) => first.readAll(),
})

/**
 * The most that this process itself ever held. What the host counts as its maximum begins, after a fork, with
 * that of the parent; the kernel's high-water mark does not.
 */
function peakRssKibibytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS
  const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return mark ? Number(mark[1]) : process.resourceUsage().maxRSS
}

/** One client a machine, one transaction a second. */
function operations(seconds: number): PlannedOperation[] {
  return Array.from({ length: seconds * MACHINES }, (_, index) => {
    const nth = Math.floor(index / MACHINES)
    const machine = index % MACHINES
    const value: Transaction = { machine, key: (nth * 7) % KEYS, value: `${nth}/`.padEnd(VALUE_BYTES, 'x') }
    return { id: index + 1, client: machine, thinkUs: SECOND_US, value }
  })
}

/** Runs the day in this process. Figures of memory are honest only in a fresh one. */
export async function replicatedDay({ seconds, logRetentionUs }: DaySize): Promise<DayFigures> {
  const site = new Site({
    scenario: estate,
    seed: 'bench',
    device: DEVICE_PROFILES.ssd,
    arena: createArena(),
    trace: new Trace(),
    logRetentionUs,
  })
  let points: Readonly<Record<string, number>> = {}
  const milliseconds = await timed(async () => {
    const boot = await site.boot()
    if (!boot.ok) throw new Error(`bench: the estate does not boot: ${boot.message}`)
    const { replication } = new Protection(site, policies.asr)
    site.startClients(operations(seconds), () => site.kernel.stop())
    await site.run()
    points = replication.statistics().pointsMade
  })
  const unanswered = site.history.filter(({ outcome }) => outcome !== 'ok').length
  if (unanswered > 0) throw new Error(`bench: ${unanswered} transactions were not acknowledged`)
  const { executed } = site.kernel
  const { length } = site.history
  site.dispose()
  return {
    seconds: milliseconds / 1000,
    peakRssMebibytes: peakRssKibibytes() / KIBIBYTES_PER_MEBIBYTE,
    operations: length,
    events: executed,
    points,
  }
}
