/** A farm of processes against a run of this machine alone. Needs `redis-server`. */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { COUNTER, counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'
import { hasRedis, startRedis } from './redis.ts'
import type { RedisServer } from './redis.ts'

if (!hasRedis) console.warn('the tests of farms are left out: redis-server is not installed')

/** A process with what it has said. */
interface Running {
  readonly child: ChildProcess
  says(text: string): Promise<void>
  readonly ended: Promise<number | null>
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

function watch(child: ChildProcess): Running {
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number | null>((resolve) => void child.on('close', (code) => resolve(code)))
  return {
    child,
    ended,
    async says(text) {
      while (!said.includes(text)) {
        if (child.exitCode !== null) throw new Error(`it ended without saying ${text}: ${said}`)
        await turn()
      }
    },
  }
}

describe.skipIf(!hasRedis)('a farm', () => {
  let redis: RedisServer
  let folders: Folder[]
  let started: Running[]
  const start = (folder: Folder, ...argv: readonly string[]): Running => {
    const running = watch(folder.begin(...argv))
    started.push(running)
    return running
  }
  const worker = async (folder: Folder): Promise<Running> => {
    const running = start(folder, 'worker', '--queue', redis.address, '--workers', '1')
    await running.says('waits for runs')
    return running
  }
  const nothingLeft = async (): Promise<void> => {
    for (const end = performance.now() + 5000; redis.keys().length > 0 && performance.now() < end; ) await turn()
    expect(redis.keys()).toEqual([])
  }
  beforeAll(async () => void (redis = await startRedis()))
  afterAll(() => redis.close())
  beforeEach(() => {
    folders = [emptyFolder(), emptyFolder()]
    started = []
  })
  afterEach(async () => {
    for (const { child } of started) child.kill('SIGKILL')
    await Promise.all(started.map(({ ended }) => ended))
    for (const folder of folders) folder.remove()
  })

  it('loses nothing with a worker that is killed, and reports what one machine alone reports', async () => {
    const [folder] = folders as [Folder]
    folder.put('drill.ts', COUNTER)
    const what = ['run', 'drill.ts', '--seeds', '40', '--no-corpus', '--reporter', 'line', '--reporter']
    const [one, two] = [await worker(folder), await worker(folder)]
    const run = start(folder, ...what, 'json=farm.json', '--queue', redis.address)
    await Promise.all([one.says('begins'), two.says('begins'), run.says('[2/40]')])
    one.child.kill('SIGKILL')
    expect(await run.ended).toBe(0)
    await nothingLeft()
    two.child.kill('SIGINT')
    expect(await two.ended).toBe(0)
    expect(await start(folder, ...what, 'json=local.json').ended).toBe(0)
    const [farm, local] = ['farm.json', 'local.json'].map((name) => {
      const { durationMs: _, settings: { queue, ...settings }, ...rest } = JSON.parse(readFileSync(join(folder.path, name), 'utf8')) as {
        durationMs: number
        settings: { queue?: string }
      }
      return { queue, text: JSON.stringify({ ...rest, settings }) }
    })
    expect(farm!.text).toBe(local!.text)
    expect([farm!.queue, local!.queue]).toEqual([redis.address, undefined])
  })

  it('does nothing where the code is another, says so to both, and is gone when the run is interrupted', async () => {
    const [mine, other] = folders as [Folder, Folder]
    mine.put('drill.ts', COUNTER)
    other.put('drill.ts', counterWith('count', 'total += 2 * amount'))
    const refusing = await worker(other)
    const run = start(mine, 'run', 'drill.ts', '--seeds', '100', '--no-corpus', '--queue', redis.address)
    await refusing.says('is refused: mine/counter has other code here')
    await run.says('a worker does not take part: mine/counter has other code here')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    await nothingLeft()
  })

  it('ends a run in the middle when it is interrupted, with what was done', async () => {
    const [folder] = folders as [Folder]
    folder.put('drill.ts', COUNTER)
    const helper = await worker(folder)
    const run = start(folder, 'run', 'drill.ts', '--seeds', '100', '--no-corpus', '--reporter', 'line', '--reporter', 'json=out.json', '--queue', redis.address)
    await run.says('[2/')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    const { endedBy, totals } = JSON.parse(readFileSync(join(folder.path, 'out.json'), 'utf8')) as { endedBy: string; totals: { seeds: number; notRun: number } }
    expect(endedBy).toBe('SIGINT')
    expect(totals.seeds).toBeGreaterThanOrEqual(2)
    expect(totals.notRun).toBe(100 - totals.seeds)
    expect(totals.notRun).toBeGreaterThan(0)
    await helper.says('has ended')
    await nothingLeft()
  })
})

it('says in one line when nothing answers', () => {
  const folder = emptyFolder()
  for (const argv of [['run', 'wal-db', '--queue', 'redis://127.0.0.1:1'], ['worker', '--queue', 'redis://127.0.0.1:1']]) {
    const { code, out, err } = folder.seeddrill(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^seeddrill: --queue: redis:\/\/127\.0\.0\.1:1 does not answer: [^\n]+\n$/)
  }
  folder.remove()
})
