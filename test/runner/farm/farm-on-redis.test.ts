/** The two ends of a farm in one process, on a server of their own. Needs `redis-server`. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { builtInCodeHash } from '../../../runner/code-hash.ts'
import { openFarm } from '../../../runner/farm/executor.ts'
import { leaseOf, register, removeAbandoned, RUNS } from '../../../runner/farm/keys.ts'
import { connect, loadQueuePackages } from '../../../runner/farm/packages.ts'
import { serveFarm } from '../../../runner/farm/serve.ts'
import type { StopFlag } from '../../../runner/order.ts'
import { manifest } from '../../../runner/package-root.ts'
import type { Executor } from '../../../runner/pool.ts'
import { hasRedis, startRedis } from '../../promises/redis.ts'
import type { RedisServer } from '../../promises/redis.ts'
import { order } from '../orders.ts'

const SCENARIO = 'wal-db'
const codeHash = builtInCodeHash(null)
const packages = hasRedis ? await loadQueuePackages() : null

describe.skipIf(packages === null)('a farm on a server that forgets', { timeout: 240_000 }, () => {
  let redis: RedisServer
  let warnings: string[]
  let told: string[]
  let closers: (() => Promise<void>)[]

  beforeAll(async () => void (redis = await startRedis()))
  afterAll(() => redis.close())
  beforeEach(() => {
    warnings = []
    told = []
    closers = []
  })
  afterEach(async () => {
    for (const close of closers) await close()
  })

  async function runner(): Promise<Executor> {
    const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const about = { version: manifest.version, scenarios: [{ name: SCENARIO, file: null, codeHash }] }
    const executor = await openFarm({ address: redis.address, packages: packages!, about, stop, warn: (line) => warnings.push(line) })
    closers.push(executor.close)
    return executor
  }
  async function worker(): Promise<void> {
    const end = new AbortController()
    const connection = await connect(redis.address, packages!)
    const tell = (line: string): void => void told.push(line.replace(/^run \w+/, 'run'))
    const served = serveFarm({ redis: connection, packages: packages!, workers: 1, cwd: '/', version: manifest.version, tell, signal: end.signal })
    closers.push(() => (end.abort(), served))
  }
  const drill = (executor: Executor) =>
    executor.run([0, 1].map((index) => ({ ...order(index, SCENARIO), scenario: { ...order(index, SCENARIO).scenario, codeHash }, stateBudget: 20 })), () => {})
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  it('gives its batches again when the server is started anew before anybody took them', async () => {
    const executor = await runner()
    const ending = drill(executor)
    await until(() => redis.keys().some((key) => key.endsWith('batch-0')))
    await redis.restart()
    await worker()
    expect(await ending).toMatchObject({ ended: 'done', reports: [{ case: 0 }, { case: 1 }] })
    expect(warnings.filter((line) => line.includes('it is given again'))).toHaveLength(1)
  })

  it('comes back to workers that took it for dead', async () => {
    const executor = await runner()
    for (let count = 0; count < 2; count++) await worker()
    await until(() => told.length === 2)
    const connection = await connect(redis.address, packages!)
    while (told.filter((line) => line === 'run has ended').length < 2) await connection.flushall()
    connection.disconnect()
    expect(await drill(executor)).toMatchObject({ ended: 'done', reports: [{ case: 0 }, { case: 1 }] })
    expect(told.filter((line) => line === 'run begins').length).toBeGreaterThan(2)
  })

  it('keeps what belongs to a run whose runner is back, and takes away what belongs to one that is not', async () => {
    const connection = await connect(redis.address, packages!)
    await register(connection, 'back', '{}', 'running')
    await removeAbandoned(connection, 'back')
    expect(await connection.smembers(RUNS)).toEqual(['back'])
    await connection.del(leaseOf('back'))
    await removeAbandoned(connection, 'back')
    connection.disconnect()
    expect(redis.keys()).toEqual([])
  })
})
