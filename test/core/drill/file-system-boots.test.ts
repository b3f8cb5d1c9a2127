/** What is counted of the boots of a drill: each recovery that was judged, whether it was booted or known before. */
import { describe, expect, it } from 'vitest'
import { defineApp, drill, fc, scenario } from '../../../core/index.ts'
import type { DrillResult, FileSystemSpec, Scenario } from '../../../core/index.ts'
import { notebookScenario } from './toys.ts'

/** Renews a small file, again and again. */
function renewing(disk: Partial<FileSystemSpec> = {}): Scenario {
  const app = defineApp({
    name: 'renewing',
    fileSystems: { disk: { size: '512KiB', ...disk } },
    boot: async ({ fileSystems: { disk: files } }) => {
      const descriptor = await files.promises.open('/value', { access: 'read-write', create: true })
      await files.promises.fsync(descriptor)
      return {
        set: async (value: number) => {
          await files.promises.write(descriptor, new Uint8Array([value]), 0)
          await files.promises.fsync(descriptor)
        },
        get: async () => (await files.promises.read(descriptor, 1, 0))[0] ?? 0,
      }
    },
  })
  return scenario({
    name: 'renewing',
    machines: { host: app },
    operation: fc.integer({ min: 1, max: 255 }),
    apply: ({ host }, value) => host.set(value),
    model: { initial: 0, step: (_, value: number) => value },
    observe: ({ host }) => host.get(),
    clients: 1,
    operations: 8,
    policy: false,
  })
}

const drilled = (of: Scenario) => drill(of, { seed: '1', shrinkAttempts: 0, stateBudget: 200 })

const ALIKE = 'read the same as a state that was checked'

function examined({ crashStates: { checked, deduped }, skippedBecause }: DrillResult): number {
  return checked + deduped + (skippedBecause[ALIKE] ?? 0)
}

describe('boots on file systems', () => {
  it('are all recoveries that were judged, also those that were known and not booted again', async () => {
    const result = await drilled(renewing())
    const { boots, journalReplayed, ...rest } = result.coverage.fileSystemBoots
    expect(result.crashStates.deduped).toBeGreaterThan(0)
    expect(result.skippedBecause[ALIKE]).toBeGreaterThan(0)
    expect(boots).toBe(examined(result))
    expect(journalReplayed).toBeGreaterThan(0)
    expect(journalReplayed).toBeLessThan(boots)
    expect(rest).toEqual({ checked: 0, repaired: 0, unbootable: 0 })
  })

  it('are told from those in which a check ran, whether it found something or not', async () => {
    const sound = (await drilled(renewing({ check: 'always' }))).coverage.fileSystemBoots
    expect(sound.boots).toBeGreaterThan(0)
    expect(sound).toMatchObject({ checked: sound.boots, repaired: 0 })
    const damaged = (await drilled(renewing({ check: 'always', defects: { writesMetadataInPlace: true } }))).coverage.fileSystemBoots
    expect(damaged.repaired).toBeGreaterThan(0)
    expect(damaged.repaired).toBeLessThan(damaged.checked)
  })

  it('are told from those that did not come up', async () => {
    const { coverage: { fileSystemBoots }, failures } = await drilled(renewing({ size: '1MiB', boot: true, defects: { splitsRename: true } }))
    expect(failures.map(({ verdict }) => verdict)).toContain('os-unbootable')
    expect(fileSystemBoots.unbootable).toBeGreaterThan(0)
    expect(fileSystemBoots.unbootable).toBeLessThan(fileSystemBoots.boots)
    expect(fileSystemBoots.checked).toBe(0)
    const refusing = await drilled(renewing({ check: 'never', defects: { writesMetadataInPlace: true } }))
    expect(refusing.failures.map(({ verdict }) => verdict)).toContain('refuses-to-open')
    expect(refusing.coverage.fileSystemBoots.unbootable).toBe(0)
  })

  it('are none where there is no file system', async () => {
    const { coverage } = await drilled(notebookScenario({}))
    expect(coverage.fileSystemBoots).toEqual({ boots: 0, journalReplayed: 0, checked: 0, repaired: 0, unbootable: 0 })
  })
})
