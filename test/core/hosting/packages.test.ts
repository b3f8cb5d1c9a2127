/** Packages from npm that write files, as they are. */
import { describe, expect, it } from 'vitest'
import { CALL_US, load, tinyMachine } from './machine.ts'

const from = import.meta.url
type Call = (...parameters: unknown[]) => Promise<void>

describe('hosted packages', () => {
  it('write-file-atomic (CommonJS) syncs and renames, promised and at once', async () => {
    const machine = tinyMachine()
    await machine.run(async () => {
      const { program } = load<{ default: Call & { sync: Call } }>(machine, { from, package: 'write-file-atomic' })
      await Promise.all([program.default('/a', 'first'), program.default('/a', 'second')])
      await program.default.sync('/b', Buffer.from('third'), { mode: 0o600 })
    })
    expect(machine.files.sync.readDirectory('/').map(({ name }) => name)).toEqual(['a', 'b'])
    expect(machine.calls.map((call) => call.split(' ')[1]).filter((name) => name === 'fsync' || name === 'rename'))
      .toEqual(['fsync', 'rename', 'fsync', 'rename'])
    expect(String(Buffer.from(machine.files.sync.read(machine.files.sync.open('/a'), 9, 0)))).toBe('second')
    expect(machine.files.sync.stat('/b').mode).toBe(0o600)
    expect(machine.refused).toEqual([])
  })

  it('atomically (ES modules)', async () => {
    const machine = tinyMachine()
    await machine.run(async () => {
      type Program = { writeFile: Call; writeFileSync: Call; readFile(path: string, encoding: string): Promise<string> }
      const { program } = load<Program>(machine, { from, package: 'atomically' })
      await program.writeFile('/deep/er/file', 'promised')
      expect(await program.readFile('/deep/er/file', 'utf8')).toBe('promised')
      await program.writeFileSync('/deep/er/file', 'at once')
      expect(await program.readFile('/deep/er/file', 'utf8')).toBe('at once')
    })
    expect(machine.files.sync.readDirectory('/deep/er').map(({ name }) => name)).toEqual(['file'])
    expect(machine.calls.some((call) => call.includes('fsync'))).toBe(true)
  })

  it('steno (ES modules)', async () => {
    const machine = tinyMachine()
    await machine.run(async () => {
      const { program } = load<{ Writer: new (path: string) => { write: Call } }>(machine, { from, package: 'steno' })
      const writer = new program.Writer('/steno')
      await Promise.all([writer.write('1'), writer.write('2'), writer.write('3')])
    })
    expect(String(Buffer.from(machine.files.sync.read(machine.files.sync.open('/steno'), 9, 0)))).toBe('3')
  })

  it('lowdb (ES modules), which remembers over a restart', async () => {
    type Database = { data: { notes: string[] }; update(change: (data: { notes: string[] }) => void): Promise<void> }
    type Program = { JSONFilePreset(path: string, data: unknown): Promise<Database> }
    const first = tinyMachine()
    await first.run(async () => {
      const { program } = load<Program>(first, { from, package: 'lowdb/node' })
      const database = await program.JSONFilePreset('/db.json', { notes: [] })
      await database.update(({ notes }) => void notes.push('kept'))
    })
    first.crash()
    const second = tinyMachine('hosting', { files: first.files })
    await second.run(async () => {
      const { program } = load<Program>(second, { from, package: 'lowdb/node' })
      expect((await program.JSONFilePreset('/db.json', { notes: [] })).data).toEqual({ notes: ['kept'] })
    })
  })

  it('are gone at a crash: what was awaited never goes on', async () => {
    const machine = tinyMachine()
    const writing = machine.run(async () => {
      const { program } = load<{ default: Call }>(machine, { from, package: 'write-file-atomic' })
      machine.kernel.after(5 * CALL_US - 1, () => machine.crash())
      await program.default('/a', 'never there')
    })
    await expect(writing).rejects.toThrow('did not come to its end')
    const names = machine.files.sync.readDirectory('/').map(({ name }) => name)
    expect(names).toEqual([expect.stringMatching(/^a\.\d+$/)])
  })

  it('makes the same calls at the same times, run after run', async () => {
    const run = async (seed: string) => {
      const machine = tinyMachine(seed)
      await machine.run(async () => {
        const { program } = load<{ default: Call }>(machine, { from, package: 'write-file-atomic' })
        await Promise.all(['/a', '/b', '/a'].map((path) => program.default(path, path)))
      })
      return { calls: machine.calls, trace: machine.kernel.trace.hash() }
    }
    const first = await run('one')
    expect(await run('one')).toEqual(first)
    expect((await run('two')).calls).not.toEqual(first.calls)
  })
})
