import { describe, expect, expectTypeOf, it } from 'vitest'
import { committed, defineApp, drill, replay, scenario, ScenarioError } from '../../../core/index.ts'
import type { AppContext, DrillResult, Failure, Properties, PropertyKind, Scenario } from '../../../core/index.ts'
import { letter, notebookScenario, readSector, SECTOR, toSector } from './toys.ts'

const DIARY = {
  'the third entry is reached': 'reachable',
  'an entry is long': 'sometimes',
  'entries have letters': 'always',
  'recovery finds few entries': 'always',
  'a recovered diary goes on': 'unreachable',
  'nobody asks': 'reachable',
} as const satisfies Properties

type DiaryContext = AppContext<'log', typeof DIARY>

/** What a diary says of itself; all right where it says nothing. */
interface Reports {
  readonly atBoot?: (context: DiaryContext, entries: readonly string[]) => void
  readonly atAppend?: (context: DiaryContext, entries: readonly string[], recovered: number) => void
}

/** A correct store of one sector for each text. */
function diaryScenario({ atBoot, atAppend }: Reports = {}): Scenario {
  const diary = defineApp({
    name: 'diary',
    volumes: { log: '64KiB' },
    properties: DIARY,
    boot: async (context) => {
      const { log } = context.volumes
      const entries: string[] = []
      for (let text = await readSector(log, 0); text !== ''; text = await readSector(log, entries.length)) entries.push(text)
      if (entries.length > 0) await log.flush()
      atBoot?.(context, entries)
      const recovered = entries.length
      const turn = context.mutex()
      const append = (text: string): Promise<number> =>
        turn.run(async () => {
          await log.write(entries.length * SECTOR, toSector(text))
          await log.flush()
          atAppend?.(context, [...entries, text], recovered)
          return entries.push(text)
        })
      return { append, readAll: () => [...entries] }
    },
  })
  return scenario({
    name: 'toy/diary',
    machines: { desk: diary },
    operation: letter,
    apply: async ({ desk }, text) => committed(await desk.append(text)),
    model: { initial: [] as readonly string[], step: (state, text: string) => [...state, text] },
    observe: ({ desk }) => desk.readAll(),
    operations: 12,
  })
}

const quick = { seed: '1', stateBudget: 120, shrinkAttempts: 60 } as const

async function stillFails(of: Scenario, { plan, crash, verdict, traceHash, message }: Failure): Promise<boolean> {
  const result = await replay(of, { v: 1, scenario: of.name, codeHash: '', plan, crash, verdict, traceHash })
  return result.outcome === 'still-fails' && result.verdict === verdict && result.message.endsWith(message)
}

const countsOf = ({ properties }: DrillResult, name: keyof typeof DIARY) => properties.find((count) => count.name === name)!

describe('properties of an application', () => {
  it('are counted from the catalogue, reached or not, and break nothing while they hold', async () => {
    const result = await drill(
      diaryScenario({
        atBoot: (context, entries) => context.always('recovery finds few entries', entries.length <= 12),
        atAppend: (context, entries) => {
          if (entries.length === 3) context.reachable('the third entry is reached')
          context.sometimes('an entry is long', entries.at(-1)!.length > 3)
          context.always('entries have letters', entries.every((entry) => entry !== ''))
        },
      }),
      quick,
    )
    expect(result.failures).toEqual([])
    expect(result.properties.map(({ app, name, kind }) => [app, name, kind])).toEqual(
      Object.entries(DIARY).map(([name, kind]) => ['diary', name, kind]),
    )
    expect(countsOf(result, 'the third entry is reached').passed).toBeGreaterThan(0)
    expect(countsOf(result, 'an entry is long')).toMatchObject({ passed: 0, failed: expect.any(Number) })
    expect(countsOf(result, 'an entry is long').failed).toBeGreaterThanOrEqual(12)
    expect(countsOf(result, 'recovery finds few entries').passed).toBeGreaterThan(20)
    expect(countsOf(result, 'nobody asks')).toMatchObject({ passed: 0, failed: 0 })
  })

  it('do not leak from one drill into the next', async () => {
    const of = diaryScenario({ atBoot: (context) => context.always('entries have letters', true) })
    const first = await drill(of, quick)
    expect((await drill(of, quick)).properties).toEqual(first.properties)
  })

  it('that are false in the run are found, shrunk, told by name, and replayed; the program goes on', async () => {
    const of = diaryScenario({
      atAppend: (context, entries) => context.always('entries have letters', entries.length !== 2, { entries: entries.length }),
    })
    const result = await drill(of, quick)
    const failure = result.failures.find(({ crash }) => crash.kind === 'run')!
    expect(failure.verdict).toBe('assertion-failed')
    expect(failure.message).toMatch(/^"entries have letters" was false on desk at \d+\.\d{3} ms: \{"entries":2\}$/)
    expect(failure.plan.operations).toHaveLength(2)
    expect(failure.timeline.join('\n')).toContain('NO CRASH')
    expect(await stillFails(of, failure)).toBe(true)
    expect(countsOf(result, 'entries have letters').passed).toBeGreaterThan(10)
    const healed = await replay(diaryScenario(), { v: 1, scenario: of.name, codeHash: '', ...failure })
    expect(healed.outcome).toBe('no-longer-fails')
  })

  it('that are false in a recovery only are found there, shrunk and replayed', async () => {
    const of = diaryScenario({ atBoot: (context, entries) => context.always('recovery finds few entries', entries.length < 3) })
    const { failures } = await drill(of, quick)
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of failures) {
      expect(failure.verdict).toBe('assertion-failed')
      expect(failure.crash.kind).not.toBe('run')
      expect(await stillFails(of, failure)).toBe(true)
    }
    expect(failures[0]!.plan.operations).toHaveLength(3)
  })

  it('that are broken in the life after a recovery are found with the operations of that life', async () => {
    const of = diaryScenario({
      atAppend: (context, _, recovered) => {
        if (recovered > 0) context.unreachable('a recovered diary goes on')
      },
    })
    const { failures } = await drill(of, { ...quick, stateBudget: 400, shrinkAttempts: 0 })
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of failures) {
      expect(failure.message).toMatch(/^"a recovered diary goes on" was reached on desk at/)
      expect(await stillFails(of, failure)).toBe(true)
    }
  })

  it('are each a failure of its own', async () => {
    const of = diaryScenario({
      atAppend: (context) => {
        context.always('entries have letters', false)
        context.unreachable('a recovered diary goes on')
      },
    })
    const { failures } = await drill(of, { ...quick, shrinkAttempts: 0 })
    const ofRun = failures.filter(({ crash }) => crash.kind === 'run')
    expect(new Set(ofRun.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })

  it.each([
    ['entries have wings', 'always', 'no such property'],
    ['toString', 'reachable', 'no such property'],
    ['nobody asks', 'sometimes', 'as "reachable" only'],
  ] as const)('must be declared: %s as %s', async (name, kind, why) => {
    const report = (context: DiaryContext): void => {
      try {
        ;(context[kind] as (name: string, condition: boolean) => void)(name, true)
      } catch {
        // An application that swallows it must not pass.
      }
    }
    const message = `toy/diary: context.${kind}("${name}"): diary declares ${why}`
    for (const reports of [{ atBoot: report }, { atAppend: report }]) {
      const error: unknown = await drill(diaryScenario(reports), quick).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(ScenarioError)
      expect((error as Error).message).toBe(message)
    }
  })

  it('must be of a known kind', () => {
    const app = { name: 'diary', volumes: { log: 4096 }, boot: () => null } as const
    expect(() => defineApp({ ...app, properties: { wrong: 'never' as PropertyKind } })).toThrow(
      'defineApp(diary): properties["wrong"] must be one of always, sometimes, reachable, unreachable, got "never"',
    )
    expect(() => defineApp({ ...app, properties: ['wrong'] as never })).toThrow(/^defineApp\(diary\): properties must be like/)
    const base = notebookScenario()
    expect(() => scenario({ ...base, machines: { book: { ...app, properties: { wrong: 7 } } } } as never)).toThrow(
      /machines\.book\.properties\["wrong"\]/,
    )
  })
})

describe('the types of properties', () => {
  it('let only declared names of the right kind compile', () => {
    defineApp({
      name: 'typed',
      volumes: { log: 4096 },
      properties: { 'it wraps': 'sometimes', 'it grows': 'always', 'it is here': 'reachable', 'it is lost': 'unreachable' },
      boot: (context) => {
        expectTypeOf(context.sometimes).parameter(0).toEqualTypeOf<'it wraps'>()
        expectTypeOf(context.always).parameter(0).toEqualTypeOf<'it grows'>()
        expectTypeOf(context.reachable).parameter(0).toEqualTypeOf<'it is here'>()
        expectTypeOf(context.unreachable).parameter(0).toEqualTypeOf<'it is lost'>()
        expectTypeOf<keyof typeof context.volumes>().toEqualTypeOf<'log'>()
        // @ts-expect-error: not declared
        void (() => context.always('it shrinks', true))
        // @ts-expect-error: declared as sometimes
        void (() => context.always('it wraps', true))
        return { open: true }
      },
    })
  })

  it('are as simple as ever for an application that states none', () => {
    const app = defineApp({
      name: 'plain',
      volumes: { log: 4096 },
      boot: (context) => {
        expectTypeOf(context.always).parameter(0).toEqualTypeOf<never>()
        expectTypeOf(context).toEqualTypeOf<AppContext<'log'>>()
        return { open: true }
      },
    })
    expectTypeOf(app.boot).returns.resolves.toEqualTypeOf<{ open: boolean }>()
    // @ts-expect-error: a property of an unknown kind
    void (() => defineApp({ name: 'x', volumes: { log: 4096 }, properties: { a: 'maybe' }, boot: () => null }))
  })
})
