/** Drills of applications on file systems: what the kill of a process, a power cut and a damaged file system lead to. */
import { describe, expect, it } from 'vitest'
import { defineApp, drill, fc, scenario } from '../../../core/index.ts'
import type { FileSystemSpec, Scenario } from '../../../core/index.ts'
import { createArena, createImage } from '../../../core/block/index.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { makeFileSystem } from '../../../core/fs/index.ts'
import { judge } from '../../../core/drill/judge.ts'
import { newRecoveryContext, recover } from '../../../core/drill/recovery.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { validatePlan } from '../../../core/drill/validate-plan.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

interface Habits {
  readonly disk?: FileSystemSpec
  /** Sync after each line. Default true. */
  readonly sync?: boolean
  readonly durability?: 'ack' | 'none'
  /** What a kill takes back is told. Default: nothing is demanded beyond the contract. */
  readonly keptWhenKilled?: boolean
}

/** Appends lines to a file. */
function lines({ disk = { size: '512KiB' }, sync = true, durability = 'ack', keptWhenKilled = false }: Habits = {}): Scenario {
  const app = defineApp({
    name: 'lines',
    fileSystems: { disk },
    boot: async ({ fileSystems: { disk: files } }) => {
      const open = async (): Promise<number> => files.promises.open('/lines', { access: 'read-write', create: true, append: true })
      const descriptor = await open()
      if (sync) await files.promises.fsync(descriptor)
      return {
        append: async (line: string) => {
          await files.promises.write(descriptor, encoder.encode(`${line}\n`), null)
          if (sync) await files.promises.fsync(descriptor)
        },
        read: async () => {
          const { sizeBytes } = await files.promises.stat(descriptor)
          const text = decoder.decode(await files.promises.read(descriptor, sizeBytes, 0))
          // A line that is not whole was never answered; zeros are where a write was going on.
          return text.split('\n').slice(0, -1).filter((line) => !line.includes('\0'))
        },
      }
    },
  })
  return scenario({
    name: 'lines',
    machines: { host: app },
    operation: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 40 }),
    apply: ({ host }, line) => host.append(line),
    model: { initial: [] as readonly string[], step: (state, line) => [...state, line] },
    observe: ({ host }) => host.read(),
    durability,
    clients: 1,
    operations: 12,
    policy: false,
    invariants: {
      killed: ({ kind, must, observed }) =>
        keptWhenKilled && kind === 'process-kill' && observed.length < must.length
          ? { status: 'violated', verdict: 'lost-ack', message: 'a kill took something back' }
          : { status: 'ok' },
    },
  })
}

const verdictsOf = async (given: Scenario, seed = '1') =>
  (await drill(given, { seed, shrinkAttempts: 0, stateBudget: 800 })).failures.map(({ verdict }) => verdict)

describe('an application on a file system', () => {
  it.each(['ext4', 'ext3-ordered', 'ext3-writeback'] as const)('that syncs what it answers passes under %s', async (mount) => {
    for (const seed of ['1', '2', '3']) expect(await verdictsOf(lines({ disk: { size: '512KiB', mount } }), seed)).toEqual([])
  })

  it('that does not sync the folder of its new file loses it where only POSIX is promised', async () => {
    expect(await verdictsOf(lines({ disk: { size: '512KiB', mount: 'posix' } }))).toContain('lost-ack')
  })

  it('that does not sync loses to a power cut', async () => {
    expect(await verdictsOf(lines({ sync: false }))).toContain('lost-ack')
  })

  it('and loses nothing to the kill of its process', async () => {
    expect(await verdictsOf(lines({ sync: false, durability: 'none', keptWhenKilled: true }))).toEqual([])
  })

  it('cannot boot where the file system cannot be mounted', async () => {
    const disk = { size: '512KiB', defects: { writesMetadataInPlace: true } } as const
    const found = new Set<string>()
    for (const seed of ['1', '2', '3', '4']) for (const verdict of await verdictsOf(lines({ disk }), seed)) found.add(verdict)
    expect([...found].some((verdict) => verdict === 'os-unbootable' || verdict === 'refuses-to-open')).toBe(true)
  })

  it.each<[string, FileSystemSpec, (blocks: number) => readonly number[], string]>([
    [
      'without a file system', { size: '512KiB' }, (blocks) => [0, blocks - 1],
      'there is no file system: neither block 0 nor block 127 holds a superblock: that is beyond repair; boot from another recovery point, or restore a backup',
    ],
    [
      'that is damaged and may not be repaired', { size: '512KiB', check: 'never' }, () => [1],
      "the journal has no valid header: nobody repaired it, as its check is 'never'; under 'damaged' a boot tries to",
    ],
  ])('is told in one line why it cannot boot from an image %s, and what helps', async (_, disk, lost, reason) => {
    const given = lines({ disk })
    const plan = generatePlan(given, '1')
    const arena = createArena()
    const image = createImage(arena, 512 << 10)
    makeFileSystem(image)
    for (const block of lost(image.sizeBytes / BLOCK_BYTES)) image.write(block * BLOCK_BYTES, new Uint8Array(BLOCK_BYTES))
    const { observation, site } = await recover(newRecoveryContext(given, plan, arena), [image])
    const judged = { kind: 'power-cut', claim: { contract: 'ack', must: [], may: [] }, observation, clean: false } as const
    const verdict = judge(given, plan, { check: () => ({ status: 'ok' }) } as never, judged as never)
    const message = `the operating system does not boot: host: host/disk cannot be mounted: ${reason}`
    expect(verdict).toEqual({ status: 'violated', verdict: 'os-unbootable', message })
    site.dispose()
  })

  it('has the schedule of the background writer in its plan', () => {
    const schedules = new Set(Array.from({ length: 30 }, (_, seed) => generatePlan(lines(), String(seed)).writeback))
    expect([...schedules].sort()).toEqual(['eager', 'lazy', 'random'])
    const plan = generatePlan(lines(), '1')
    expect(validatePlan(JSON.parse(JSON.stringify(plan))).ok).toBe(true)
    expect(validatePlan({ ...plan, writeback: 'often' })).toEqual({ ok: false, message: 'plan.writeback must be one of eager, lazy, random; got "often"' })
  })

  it.each<[FileSystemSpec, string]>([
    [{ size: '64KiB' }, 'defineApp(lines): fileSystems.disk: a file system needs at least 384KiB, got 64KiB'],
    [{ size: '1MiB', mount: 'zfs' as never }, 'defineApp(lines): fileSystems.disk: mount must be one of ext4, ext4-noauto, ext3-ordered, ext3-writeback, posix, ext4-async-commit, ext4-nobarrier, or mount options; got zfs'],
  ])('is refused where it cannot be: %j', (disk, message) => {
    expect(() => lines({ disk })).toThrow(message)
  })
})
