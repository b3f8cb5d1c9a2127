import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundle, hostedApp, HostingError, ProgramExit } from '../../../core/hosting/index.ts'
import { AmbientAccessError, withGuard } from '../../../core/sim/index.ts'
import { load, tinyMachine } from './machine.ts'
import type { TinyMachine } from './machine.ts'
import type * as Ambient from './programs/ambient.ts'
import { order } from './programs/order.ts'
import type * as Order from './programs/order.ts'
import type * as Reaching from './programs/reaching.ts'
import type * as Streams from './programs/streams.ts'

const from = import.meta.url
const program = <T>(machine: TinyMachine, name: string, options = {}): T =>
  load<T>(machine, { from, entry: `programs/${name}.ts` }, options).program

describe('a realm', () => {
  it('has time and randomness from the simulation alone', async () => {
    const look = async (seed: string) => {
      const machine = tinyMachine(seed)
      return machine.run(async () => {
        await machine.context.clock.sleep(2_500_000)
        return (await program<typeof Ambient>(machine, 'ambient').look()) as Record<string, unknown>
      })
    }
    const first = await look('one')
    expect(first).toMatchObject({
      loads: 1,
      startedAt: Date.UTC(2024, 0, 1) + 2500,
      elapsedMs: 1500,
      seconds: 0,
      date: '2024-01-01T00:00:04.000Z',
      local: 'Thu Feb 29 2024 12:00:00 GMT+0000 (Coordinated Universal Time)',
      hour: 7,
      hash: '11f6ad8ec52a2984abaafd7c3b516503785c2072',
      host: 'machine',
      monotonic: 1500,
      weak: { kept: true },
    })
    expect(first.uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(await look('one')).toEqual(first)
    const other = await look('two')
    for (const name of ['random', 'uuid', 'bytes', 'pid']) expect(other[name]).not.toEqual(first[name])
  })

  it('takes what the host makes for its own', async () => {
    const machine = tinyMachine()
    expect(await machine.run(() => program<typeof Ambient>(machine, 'ambient').identities())).toEqual({
      buffer: true, array: true, date: true, wrong: false, derived: false, promise: true, clone: true, global: true,
    })
  })

  it('is fresh at every boot', async () => {
    const machine = tinyMachine()
    const loads = await machine.run(async () => [
      ((await program<typeof Ambient>(machine, 'ambient').look()) as { loads: number }).loads,
      ((await program<typeof Ambient>(machine, 'ambient').look()) as { loads: number }).loads,
    ])
    expect(loads).toEqual([1, 1])
  })

  it('keeps the order of callbacks that Node has', async () => {
    const machine = tinyMachine()
    expect(await machine.run(() => program<typeof Order>(machine, 'order').order())).toEqual(await order())
  })

  it('runs the streams of Node, the same way each time', async () => {
    const run = async () => {
      const machine = tinyMachine()
      const result = await machine.run(() => program<typeof Streams>(machine, 'streams').both())
      return { result, calls: machine.calls, trace: machine.kernel.trace.hash(), now: machine.kernel.now }
    }
    const first = await run()
    expect(first.result).toEqual([4, 50, 4, 390, true])
    expect(first.calls.length).toBeGreaterThan(20)
    for (let again = 0; again < 3; again++) expect(await run()).toEqual(first)
  })

  it('needs the drain by immediates for them: ticks of streams outlive a drain of microtasks', async () => {
    const machine = tinyMachine('hosting', { drain: 'microtasks' })
    await expect(machine.run(() => program<typeof Streams>(machine, 'streams').both())).rejects.toThrow('did not come to its end')
  })

  it('runs under the guard of a drill, which goes on to trap the host', async () => {
    const machine = tinyMachine()
    await withGuard(async (session) => {
      expect(await machine.run(() => program<typeof Streams>(machine, 'streams').both())).toEqual([4, 50, 4, 390, true])
      expect((await machine.run(() => program<typeof Ambient>(machine, 'ambient').look()) as { loads: number }).loads).toBe(1)
      expect(session.violation).toBe(null)
      expect(() => Date.now()).toThrow(AmbientAccessError)
    })
    await withGuard(async () => expect(() => process.nextTick(() => {})).toThrow(AmbientAccessError))
  })

  it('passes errors of the file system through streams', async () => {
    const machine = tinyMachine()
    expect(await machine.run(() => program<typeof Streams>(machine, 'streams').missing()))
      .toBe("true ENOENT: no such file or directory, open '/nowhere'")
  })

  it('prints to the world, ends, and tells what nobody caught', async () => {
    const machine = tinyMachine()
    const ended = machine.run(() => {
      const { print, throwLater, end } = program<typeof Ambient>(machine, 'ambient')
      print()
      throwLater()
      return end
    })
    const end = await ended
    expect(machine.printed.join('')).toBe("printed { by: 'the program' }\nand written")
    expect(machine.uncaught).toEqual([new Error('nobody catches this')])
    expect(end).toThrow(ProgramExit)
  })

  it.each([
    ['connect', 'net.connect (imported by programs/reaching.ts): a hosted program has no network'],
    ['derive', 'net.Socket (imported by programs/reaching.ts): a hosted program has no network'],
    ['request', 'http.request (imported by programs/reaching.ts)'],
    ['promised', 'dns.promises.lookup (imported by programs/reaching.ts)'],
    ['spawn', 'child_process.spawn (imported by programs/reaching.ts): a hosted program is one process'],
    ['exec', 'child_process.execSync'],
    ['worker', 'worker_threads.Worker (imported by programs/reaching.ts)'],
    ['fetch', 'fetch: a hosted program has no network'],
    ['stream', 'zlib.createGzip (imported by programs/reaching.ts)'],
    ['wait', 'Atomics.wait: '],
    ['subtle', 'crypto.subtle: '],
    ['addon', './addon.node (imported by programs/reaching.ts): native addons'],
    ['bindings', 'bindings (imported by programs/reaching.ts): native addons'],
    ['kill', 'process.kill: '],
  ] as const)('refuses %s, loudly', async (name, message) => {
    const machine = tinyMachine()
    const reached = machine.run(async () => program<typeof Reaching>(machine, 'reaching').reach[name]())
    await expect(reached).rejects.toThrow(message)
    await expect(reached).rejects.toBeInstanceOf(HostingError)
    expect(machine.refused.map((error) => error.message.startsWith(message))).toEqual([true])
  })

  it('lets forbidden modules be imported and read, and reports a refusal that the program swallowed', async () => {
    const machine = tinyMachine()
    const { plain, swallow, reach } = await machine.run(() => program<typeof Reaching>(machine, 'reaching'))
    expect(plain).toEqual({ status: 'Not Found', isMainThread: true, threadId: 0, classes: 'function' })
    expect(machine.refused).toEqual([])
    swallow()
    expect(machine.refused.map(({ module }) => module)).toEqual(['net'])
    await expect(reach.dynamic('left-pad')).rejects.toThrow("require('left-pad'): only what the bundler sees can be hosted")
  })
})

describe('a bundle', () => {
  it('maps stacks back to the file and line of the program', async () => {
    const machine = tinyMachine()
    const built = bundle({ from, entry: 'programs/streams.ts' })
    const { writeFromHere } = await machine.run(() => program<typeof Streams>(machine, 'streams'))
    let stack = ''
    try {
      writeFromHere()
    } catch (error) {
      stack = built.mapStack((error as Error).stack!)
    }
    expect(stack).toContain(`at writeFromHere (${fileURLToPath(new URL('programs/streams.ts', from))}:43:6)`)
    expect(stack).not.toContain('hosted://')
  })

  it.each([
    [{ package: 'no-such-package' }, 'hosting no-such-package: there is no such package here; npm install no-such-package'],
    [{ entry: 'programs/gone.ts' }, 'hosting ./programs/gone.ts: there is no such file; '],
    [{ entry: 'programs/esm.mts' }, 'hosting ./programs/esm.mts: programs/esm.mts:1:14: Top-level await'],
  ])('says in one line why there is none: %o', (what, message) => {
    expect(() => bundle({ from, ...what })).toThrow(message)
  })
})

describe('hostedApp', () => {
  const notes = () =>
    hostedApp({
      from,
      package: 'lowdb/node',
      open: async ({ JSONFilePreset }: { JSONFilePreset(path: string, data: { notes: string[] }): Promise<Database> }) => {
        const database = await JSONFilePreset('/notes.json', { notes: [] })
        return {
          add: (text: string) => database.update(({ notes }) => void notes.push(text)),
          list: () => database.data.notes,
        }
      },
    })
  interface Database {
    readonly data: { readonly notes: string[] }
    update(change: (data: { notes: string[] }) => void): Promise<void>
  }

  it('boots on what its files hold', async () => {
    const app = notes()
    expect([app.name, app.fileSystems!.disk]).toEqual(['lowdb-node', { size: '16MiB', mount: 'ext4' }])
    const machine = tinyMachine()
    await machine.run(async () => (await app.boot(machine.context)).add('kept'))
    const replica = tinyMachine('replica', { files: machine.files })
    expect(await replica.run(async () => (await app.boot(replica.context)).list())).toEqual(['kept'])
  })
})
