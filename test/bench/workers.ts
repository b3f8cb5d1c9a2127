/** Two workers against one: the same campaign, by the wall clock, start-up included. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { BenchSkipped, judged } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'
import { median } from './race.ts'

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
  const one: number[] = []
  const two: number[] = []
  for (let round = 0; round < rounds; round++) {
    one.push(await campaign(command, seeds, 1))
    two.push(await campaign(command, seeds, 2))
  }
  return [judged({
    name: `campaign of ${seeds} seeds, two workers`,
    unit: 'seeds/s',
    value: seeds / median(two),
    peer: 'one worker',
    peerValue: seeds / median(one),
    target: { of: 'ratio', is: 'at least', bound: 1.6 },
  })]
}

/** Seconds that a campaign takes, in a folder of its own. */
async function campaign(command: string, seeds: number, workers: number): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'seeddrill-bench-'))
  const start = performance.now()
  try {
    await run([command, 'run', 'wal-db', '--seed', 'bench', '--seeds', String(seeds), '--workers', String(workers)], folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return (performance.now() - start) / MILLISECONDS_PER_SECOND
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
