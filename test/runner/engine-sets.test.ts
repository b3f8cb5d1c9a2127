/** Which sets of scenarios beside the suite a command loads. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCatalog } from '../../runner/catalog.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'seeddrill-engines-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function enginesOf(files: readonly string[], mentioned: readonly string[] | null): Promise<readonly string[]> {
  const { entries, close } = await openCatalog(files, folder, mentioned)
  close()
  return [...new Set(entries.filter(({ kind }) => kind === 'engine').map(({ ref }) => ref.name.split('/')[0]!))]
}

describe('sets of engines', () => {
  it('are loaded where they are mentioned, or all are listed', async () => {
    expect(await enginesOf([], ['sqlite/wal-full'])).toEqual(['sqlite'])
    expect(await enginesOf([], ['wal-db'])).toEqual([])
    expect(await enginesOf([], null)).toEqual(['sqlite', 'hosted'])
  })

  it('have one of disaster recovery beside them, whose wrong ones are planted', async () => {
    const kindsOf = async (mentioned: readonly string[]) => {
      const { entries, close } = await openCatalog([], folder, mentioned)
      close()
      return entries.filter(({ kind }) => kind === 'recovery')
    }
    expect(await kindsOf(['wal-db'])).toEqual([])
    const found = await kindsOf(['dr'])
    expect(found.every(({ ref }) => ref.name.startsWith('dr/'))).toBe(true)
    const wrong = found.filter(({ because }) => because === 'planted')
    expect(wrong.map(({ ref }) => ref.name)).toEqual(['dr/without-groups', 'dr/no-op-hook', 'dr/early-thaw'])
    expect(found.length).toBeGreaterThan(wrong.length)
  })

  it('say why a scenario must fail: only programs of our own are wrong on purpose', async () => {
    const { entries, close } = await openCatalog([], folder, null)
    close()
    expect(entries.filter(({ expects, because }) => (expects === null) !== (because === null)).map(({ ref }) => ref.name)).toEqual([])
    const because = (kind: string) =>
      Object.fromEntries(entries.filter((entry) => entry.kind === kind && entry.because).map((entry) => [entry.ref.name, entry.because]))
    expect(new Set(Object.values(because('planted')))).toEqual(new Set(['planted']))
    const engines = because('engine')
    expect(Object.keys(engines).filter((name) => engines[name] === 'planted')).toEqual(['hosted/config-store/in-place', 'hosted/config-store/rename'])
    expect(engines).toMatchObject({
      'sqlite/delete-off': 'documented',
      'sqlite/wal-normal/acknowledged': 'documented',
      'hosted/atomically/acknowledged': 'documented',
      'hosted/steno/ext4-noauto': 'contradicted',
    })
  })

  it("are not for a user's file that is named like one, and may lack their packages", async () => {
    const scenario = "{ name: 'mine', machines: { host: { name: 'mine', boot() {} } }, operation: {}, apply() {}, model: {}, observe() {} }"
    await writeFile(path.join(folder, 'my-sqlite.ts'), `export default ${scenario}\n`)
    expect(await enginesOf(['my-sqlite.ts'], ['my-sqlite.ts'])).toEqual([])
  })
})
