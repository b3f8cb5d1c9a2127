import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import { FaultInjector } from '../../../core/block/fault-injector.ts'
import type { FaultSpec } from '../../../core/block/faults.ts'
import { WriteLog } from '../../../core/block/write-log.ts'
import type { Mark } from '../../../core/block/write-log.ts'
import { Machine, QUIESCE_FAILURES, SnapshotService, WriterFault } from '../../../core/machine/index.ts'
import type {
  AppContext, Quiesce, QuiesceDefects, QuiesceFailure, QuiesceLimits, SnapshotProvider, SnapshotSetResult,
} from '../../../core/machine/index.ts'
import { checkLabel } from '../../../core/oracle/honest-label.ts'
import { Kernel } from '../../../core/sim/kernel.ts'
import { createStreams } from '../../../core/sim/random.ts'

type Freeze = (app: App) => Promise<unknown> | unknown

/** Writes on and on, unless it is frozen. */
interface App {
  readonly context: AppContext
  frozen: boolean
  thaws: number
}

interface MachineOptions {
  /** Null: no writer. */
  readonly freeze?: Freeze | null
  readonly thaw?: Freeze
  readonly faults?: readonly FaultSpec[]
}

const LIMITS: Partial<QuiesceLimits> = { freezeTimeoutUs: 60_000, flushTimeoutUs: 20_000, holdWritesTimeoutUs: 10_000 }

const restGracefully: Freeze = async (app) => {
  app.frozen = true
  await app.context.clock.sleep(2_000)
}

const goOn: Freeze = (app) => {
  app.frozen = false
  app.thaws++
}

async function setUp(machineOptions: readonly MachineOptions[]) {
  const kernel = new Kernel({ streams: createStreams('quiesce') })
  const log = new WriteLog()
  const arena = createArena()
  const machines = machineOptions.map(({ freeze = restGracefully, thaw = goOn, faults = [] }, index) => new Machine({
    kernel,
    log,
    id: `m${index}`,
    profile: DEVICE_PROFILES.ssd,
    images: [createImage(arena, 4096), createImage(arena, 4096)],
    faultsOf: () => (faults.length > 0 ? new FaultInjector(kernel.streams, faults) : null),
    app: {
      name: 'app',
      volumes: { a: 4096, b: 4096 },
      boot: (context) => startWriting({ context, frozen: false, thaws: 0 }),
      ...(freeze === null ? {} : { quiesce: { freeze, thaw } as Quiesce<unknown> }),
    },
  }))
  for (const machine of machines) machine.boot(() => {})
  await kernel.run({ timeLimitUs: 1_000 })
  return { kernel, log, machines, service: new SnapshotService(), result: null as SnapshotSetResult | null }
}

function startWriting(app: App): App {
  const { volumes, clock } = app.context
  app.context.spawn('writer', async () => {
    for (let count = 1; ; count++) {
      if (!app.frozen) await volumes['a']!.write(0, new Uint8Array(512).fill(count))
      await clock.sleep(100)
    }
  })
  return app
}

type World = Awaited<ReturnType<typeof setUp>>

/** Cuts after some time in which nothing may be written to any disk. */
function provider(world: World, tookUs = 1_000): SnapshotProvider & { readonly aborted: () => boolean } {
  let aborted = false
  return {
    commit(answer) {
      const cut = (): Mark => world.log.mark(world.kernel.now, 'tag')
      const cutFirst = cut()
      world.kernel.after(tookUs, () => answer({ ok: true, cutFirst, cutLast: cut(), orderPreserved: true }))
    },
    abort: () => void (aborted = true),
    aborted: () => aborted,
  }
}

interface SnapshotOptions {
  readonly provider?: SnapshotProvider | null
  readonly limits?: Partial<QuiesceLimits>
  readonly defects?: QuiesceDefects
  readonly untilUs?: number
}

async function snapshot(world: World, options: SnapshotOptions = {}): Promise<SnapshotSetResult> {
  world.service.start({
    machines: world.machines,
    provider: options.provider === undefined ? provider(world) : options.provider,
    limits: { ...LIMITS, ...options.limits },
    defects: options.defects ?? {},
    ended: (result) => void (world.result = result),
  })
  await world.kernel.run({ timeLimitUs: world.kernel.now + (options.untilUs ?? 300_000) })
  return world.result!
}

function expectWritingAgain(world: World): void {
  for (const { instance, disks, running } of world.machines) {
    if (!running) continue
    expect((instance as App).frozen).toBe(false)
    expect(disks.some(({ holding }) => holding)).toBe(false)
  }
}

function judged(result: SnapshotSetResult): string {
  if (!result.ok) return result.failure
  const verdict = checkLabel(result.evidence)
  return `${result.evidence.label}: ${verdict.status}`
}

describe('a snapshot set', () => {
  it('is app-consistent over several machines, and its label is honest', async () => {
    const world = await setUp([{}, {}])
    const result = await snapshot(world)
    expect(judged(result)).toBe('app-consistent: ok')
    if (!result.ok) return
    const { writersExpected, frozen, cutFirst, cutLast } = result.evidence
    expect(writersExpected).toEqual(['m0/app', 'm1/app'])
    for (const { frozenAt, thawedAt } of frozen) {
      expect(frozenAt!.vector).toEqual(cutLast.vector)
      expect(frozenAt!.seq).toBeLessThan(cutFirst.seq)
      expect(thawedAt!.seq).toBeGreaterThan(cutLast.seq)
    }
    expectWritingAgain(world)
  })

  it('goes through the phases in order', async () => {
    const world = await setUp([{}])
    await snapshot(world)
    const { trace } = world.kernel
    const events = Array.from({ length: trace.length }, (_, index) => trace.event(index)!)
    expect(events.filter(({ kind }) => kind.startsWith('quiesce')).map(({ kind }) => kind.slice('quiesce '.length)))
      .toEqual(['identify', 'prepare', 'freeze', 'flush', 'snapshot', 'release', 'thaw', 'complete'])
  })

  it('flushes after the freeze and before the cut', async () => {
    const world = await setUp([{}])
    const result = await snapshot(world)
    const flushes = []
    for (let seq = world.log.base; seq < world.log.end; seq++) {
      const step = world.log.step(seq)
      if (step.kind === 'flush' && step.completeSeq === seq) flushes.push(step)
    }
    if (!result.ok) throw new Error(result.failure)
    expect(flushes).toHaveLength(2)
    for (const { submitSeq, completeSeq } of flushes) {
      expect(submitSeq).toBeGreaterThan(result.evidence.frozen[0]!.frozenAt!.seq)
      expect(completeSeq!).toBeLessThan(result.evidence.cutFirst.seq)
    }
  })

  it('holds the writes of a machine without a writer, and is file-system-consistent at best', async () => {
    for (const machines of [[{ freeze: null }], [{}, { freeze: null }]]) {
      const world = await setUp(machines)
      const result = await snapshot(world, { provider: provider(world, 5_000) })
      expect(judged(result)).toBe('file-system-consistent: ok')
      if (!result.ok) continue
      const { cutFirst, cutLast } = result.evidence
      expect(cutLast.vector[0]! - cutFirst.vector[0]!).toBeLessThanOrEqual(1)
      expectWritingAgain(world)
    }
  })

  it('needs at least one machine', async () => {
    const world = await setUp([])
    expect(() => world.service.start({ machines: [], provider: null, ended: () => {} })).toThrow(RangeError)
  })
})

interface FailureCase {
  readonly expected: QuiesceFailure
  readonly code: number | null
  readonly phase: string
  readonly machines: readonly MachineOptions[]
  readonly limits?: Partial<QuiesceLimits>
  readonly tookUs?: number
}

const never: Freeze = async (app) => {
  app.frozen = true
  await app.context.clock.sleep(50_000_000)
}

const FAILURES: readonly FailureCase[] = [
  {
    expected: 'writer-veto',
    code: 0x800423f4,
    phase: 'freeze',
    machines: [{}, { freeze: () => Promise.reject(new Error('no')) }],
  },
  {
    expected: 'writer-retryable',
    code: 0x800423f3,
    phase: 'freeze',
    machines: [{ freeze: () => { throw new WriterFault('retryable', 'busy') } }],
  },
  {
    expected: 'writer-out-of-resources',
    code: 0x800423f1,
    phase: 'freeze',
    machines: [{ freeze: () => { throw new WriterFault('out-of-resources', 'memory') } }],
  },
  { expected: 'writer-timeout', code: 0x800423f2, phase: 'freeze', machines: [{}, { freeze: never }] },
  {
    expected: 'early-thaw',
    code: null,
    phase: 'freeze',
    machines: [{ freeze: never }],
    limits: { watchdogUs: 30_000 },
  },
  {
    expected: 'early-thaw',
    code: null,
    phase: 'snapshot',
    machines: [{}],
    limits: { watchdogUs: 10_000 },
    tookUs: 9_000,
  },
  { expected: 'hold-writes-timeout', code: 0x80042314, phase: 'snapshot', machines: [{}], tookUs: 11_000 },
  {
    expected: 'flush-timeout',
    code: 0x80042313,
    phase: 'flush',
    machines: [{ faults: [{ kind: 'never-answers', disk: 'm0/b', fromUs: 1_000, toUs: 100_000, oneIn: 1 }] }],
  },
  {
    expected: 'flush-error',
    code: null,
    phase: 'flush',
    machines: [{ faults: [{ kind: 'error-then-clean', disk: 'm0/b', fromUs: 1_000, toUs: 100_000, oneIn: 1 }] }],
  },
  {
    expected: 'thaw-failed',
    code: null,
    phase: 'thaw',
    machines: [{ thaw: (app) => { app.frozen = false; throw new Error('no') } }],
  },
]

describe('a snapshot set that fails', () => {
  it.each(FAILURES)('with $expected in phase $phase leaves everything running', async (row) => {
    const world = await setUp(row.machines)
    const result = await snapshot(world, { limits: row.limits ?? {}, provider: provider(world, row.tookUs) })
    const { retryable } = QUIESCE_FAILURES[row.expected]
    expect(result).toMatchObject({ ok: false, failure: row.expected, code: row.code, phase: row.phase, retryable })
    expectWritingAgain(world)
  })

  it('tells the provider to undo its work when the time to hold writes is up', async () => {
    const world = await setUp([{}])
    const late = provider(world, 11_000)
    await snapshot(world, { provider: late })
    expect(late.aborted()).toBe(true)
  })

  it('names the machine at fault', async () => {
    const world = await setUp([{}, { freeze: never }])
    expect(await snapshot(world)).toMatchObject({ machine: 'm1' })
  })

  it('without a provider, or with one that fails', async () => {
    const world = await setUp([{}])
    expect(await snapshot(world, { provider: null })).toMatchObject({ failure: 'no-provider', code: 0x80042304 })
    const failing = { commit: (answer: (outcome: { ok: false }) => void) => answer({ ok: false }), abort: () => {} }
    const result = await snapshot(world, { provider: failing })
    expect(result).toMatchObject({ failure: 'provider-failed', phase: 'snapshot' })
    expectWritingAgain(world)
  })

  it('while another set is in progress on one of its machines, which goes on', async () => {
    const world = await setUp([{}, {}])
    let second: SnapshotSetResult | null = null
    world.service.start({
      machines: [world.machines[1]!],
      provider: provider(world),
      ended: (result) => void (second = result),
    })
    expect(await snapshot(world)).toMatchObject({ failure: 'set-in-progress', code: 0x80042316, machine: 'm1' })
    expect(second).toMatchObject({ ok: true })
    expect(judged(await snapshot(world))).toBe('app-consistent: ok')
  })

  it('on a machine that does not run', async () => {
    const world = await setUp([{}, {}])
    world.machines[1]!.lose()
    expect(await snapshot(world)).toMatchObject({ failure: 'machine-down', machine: 'm1' })
  })

  it.each([500, 2_500, 4_500, 9_500])('when a machine crashes in its middle, after %i µs', async (afterUs) => {
    const world = await setUp([{}, {}])
    world.kernel.after(afterUs, () => world.machines[1]!.lose())
    const result = await snapshot(world, { provider: provider(world, 8_000) })
    expect(result).toMatchObject({ ok: false, failure: 'machine-crashed', machine: 'm1' })
    expectWritingAgain(world)
    expect(world.machines[0]!.crashListeners).toEqual([])
  })

  it('when a machine crashes before it has begun', async () => {
    const world = await setUp([{}, {}])
    let ends = 0
    const { machines, service } = world
    service.start({ machines, provider: provider(world), ended: () => void ends++ })
    machines[1]!.lose()
    await world.kernel.run({ timeLimitUs: world.kernel.now + 100_000 })
    expect(ends).toBe(1)
    expectWritingAgain(world)
  })

  it('does not leave a writer frozen whose freeze ends after its time-out', async () => {
    const lateFreeze: Freeze = async (app) => {
      await app.context.clock.sleep(80_000)
      app.frozen = true
    }
    const world = await setUp([{ freeze: lateFreeze }])
    expect(await snapshot(world, { untilUs: 400_000 })).toMatchObject({ failure: 'writer-timeout' })
    expectWritingAgain(world)
    expect((world.machines[0]!.instance as App).thaws).toBe(2)
  })
})

describe('a planted defect', () => {
  const veto: MachineOptions = { freeze: () => Promise.reject(new Error('no')) }
  const rows: readonly [string, MachineOptions, QuiesceDefects, Partial<QuiesceLimits>][] = [
    ['an ignored veto', veto, { ignoreVeto: true }, {}],
    ['a snapshot without a freeze', {}, { snapshotWithoutFreeze: true }, {}],
    ['a thaw before the snapshot', {}, { thawBeforeSnapshot: true }, {}],
    ['an unnoticed watchdog', {}, { earlyThawUnnoticed: true }, { watchdogUs: 6_000 }],
  ]

  it.each(rows)('%s makes a set succeed whose label is a lie', async (_, machine, defects, limits) => {
    const world = await setUp([machine])
    const result = await snapshot(world, { defects, limits, provider: provider(world, 8_000) })
    expect(judged(result)).toBe('app-consistent: violated')
    expectWritingAgain(world)
  })

  it.each(rows)('%s is a failure, or an honest set, without the defect', async (_, machine, _defects, limits) => {
    const world = await setUp([machine])
    expect(judged(await snapshot(world, { limits, provider: provider(world, 8_000) }))).not.toContain('violated')
  })
})
