/**
 * Two workers against one, and against two processes: the same campaign, by the wall clock, start-up included. The best
 * of the rounds counts for each: a processor that others share runs at half its speed for minutes, and then it is that
 * which is compared.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { BenchSkipped, judged } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'

export interface WorkersSize {
  readonly seeds: number
  readonly rounds: number
  /** What to run with Node. */
  readonly command: string
}

export const WORKERS_SIZE: WorkersSize = { seeds: 40, rounds: 3, command: path.resolve('runner/bin.js') }

const MILLISECONDS_PER_SECOND = 1000

/** @throws BenchSkipped when the command is missing or a campaign does not pass */
export async function workersBench({ seeds, rounds, command }: WorkersSize = WORKERS_SIZE): Promise<BenchResult[]> {
  if (!existsSync(command)) throw new BenchSkipped(`${command} is missing`)
  const [one, two] = ['1', '2'].map((workers) => [command, 'run', 'wal-db', '--seed', 'bench', '--seeds', String(seeds), '--workers', workers] as const)
  const seconds = { one: Infinity, two: Infinity, apart: Infinity }
  for (let round = 0; round < rounds; round++) {
    seconds.one = Math.min(seconds.one, await timed([one!]))
    seconds.two = Math.min(seconds.two, await timed([two!]))
    seconds.apart = Math.min(seconds.apart, await timed([one!, one!]))
  }
  const row = { unit: 'seeds/s', value: seeds / seconds.two }
  return [
    judged({
      ...row, name: `campaign of ${seeds} seeds, two workers`,
      peer: 'one worker', peerValue: seeds / seconds.one,
      target: { of: 'ratio', is: 'at least', bound: 1.6 },
    }),
    // What the machine gives to programs that share nothing, and the most that two workers can come to: each of them
    // loads, compiles and warms up for half as much work.
    judged({
      ...row, name: `campaign of ${seeds} seeds, two workers of one process`,
      peer: 'two campaigns at once, each a process with one', peerValue: (2 * seeds) / seconds.apart,
      target: null,
    }),
  ]
}

/** Seconds until all of these, begun together, have ended, each in a folder of its own. */
async function timed(commands: readonly (readonly string[])[]): Promise<number> {
  const folders = await Promise.all(commands.map(() => mkdtemp(path.join(tmpdir(), 'seeddrill-bench-'))))
  const start = performance.now()
  try {
    const ends = await Promise.allSettled(commands.map((parameters, index) => run(parameters, folders[index]!)))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
    return (performance.now() - start) / MILLISECONDS_PER_SECOND
  } finally {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
  }
}

function run(parameters: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new BenchSkipped(`the campaign ended with ${code}: ${complaint.trim().split('\n')[0]}`))
    })
  })
}
