/** What only the operating system had: named with the line of the hosted program, and only where it is so. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { drill, fc, hostedApp, mapHostedStack, scenario } from '../../../core/index.ts'
import type { Failure, MountPreset, Scenario } from '../../../core/index.ts'
import { fileStoreScenario } from '../../../scenarios/file-store-scenario.ts'
import type * as Program from '../hosting/programs/settings.ts'

const from = import.meta.url
const SETTINGS = fileURLToPath(new URL('../hosting/programs/settings.ts', from))
const LINES = { writeInPlace: 24, writeAside: 29, rename: 30 } as const

interface How {
  readonly call: 'set' | 'replace'
  readonly mount?: MountPreset
  readonly durability?: 'ack' | 'none'
}

function settings({ call, mount = 'ext4', durability = 'ack' }: How): Scenario {
  const app = hostedApp({ from, entry: '../hosting/programs/settings.ts', size: '384KiB', mount, open: ({ Settings }: typeof Program) => new Settings() })
  return scenario({
    name: `toy/settings-${call}`,
    machines: { desk: app },
    operation: fc.record({ key: fc.constantFrom('a', 'b'), value: fc.string({ minLength: 1, maxLength: 4 }) }),
    apply: ({ desk }, { key, value }) => desk[call](key, value),
    model: { initial: {} as Readonly<Record<string, string>>, step: (state, { key, value }) => ({ ...state, [key]: value }) },
    observe: ({ desk }) => desk.all(),
    clients: 1,
    operations: 12,
    durability,
    policy: false,
  })
}

const locate = (error: Error): string | null => {
  const [, row] = new RegExp(`(?:${SETTINGS}|file-store/index\\.ts):(\\d+):\\d+`).exec(mapHostedStack(error.stack ?? '')) ?? []
  return row ?? null
}

/** The first failure with this verdict, and with such a cause. */
async function failureOf(how: How | Scenario, verdict: string, cause = /./): Promise<Failure> {
  const drilled = 'call' in how ? settings(how) : how
  for (const seed of ['1', '2', '3', '4', '5', '6']) {
    const { failures } = await drill(drilled, { seed, stateBudget: 300, shrinkAttempts: 12, locate })
    const found = failures.find((failure) => failure.verdict === verdict && cause.test(failure.cause?.sentence ?? ''))
    if (found) return found
  }
  throw new Error(`no ${verdict}`)
}

describe('the cause of a failure of a hosted program', () => {
  it('is the write that nobody synced, with its line, although an await lies between', async () => {
    const { cause } = await failureOf({ call: 'set' }, 'lost-ack')
    expect(cause!.sentence).toMatch(
      /^operation \d+ was acknowledged, but its "write" on desk\/disk was in the memory of the operating system only: no fsync between it and the acknowledgement$/,
    )
    expect(cause!.writes.map(({ label, line, state }) => [label, line, state])).toEqual([['write', String(LINES.writeInPlace), 'lost']])
    expect(cause!.epochs).toEqual([])
  })

  it('names the rename as well, where that is lost too', async () => {
    const { cause } = await failureOf({ call: 'replace' }, 'lost-ack')
    expect(cause!.writes.map(({ label, line }) => [label, line])).toEqual([['write', String(LINES.writeAside)], ['rename', String(LINES.rename)]])
  })

  it('of an empty file is the data that its name was faster than', async () => {
    // A cut after a later commit is told by the commits.
    const { cause } = await failureOf({ call: 'replace', mount: 'ext4-noauto', durability: 'none' }, 'refuses-to-open', /^of operation/)
    expect(cause!.sentence).toMatch(
      /^of operation \d+, "write" on desk\/disk was in the memory of the operating system only when the power failed, although its "rename" after that had reached the journal: no fsync/,
    )
    expect(cause!.writes.map(({ line }) => line)).toEqual([String(LINES.writeAside)])
  })

  it('of a kill in the middle is the call that was not finished', async () => {
    const { cause, crash } = await failureOf({ call: 'set', durability: 'none' }, 'refuses-to-open')
    expect(crash.kind).toBe('process-kill')
    expect(cause!.sentence).toMatch(/^the process ended in the middle of operation \d+, after its "(create|resize)" on desk\/disk: /)
    expect(cause!.writes.map(({ line }) => line)).toEqual([String(LINES.writeInPlace)])
  })

  it('does not name what was synced', async () => {
    const careless = fileStoreScenario('toy/file-store', { syncDirectory: false, disk: { size: '384KiB', mount: 'posix' } })
    const { cause } = await failureOf({ ...careless, policy: false }, 'lost-ack')
    expect(cause!.writes.map(({ label }) => label)).toEqual(['rename'])
    expect(cause!.writes.map(({ line }) => line)).toEqual([expect.stringMatching(/^\d+$/)])
  })
})
