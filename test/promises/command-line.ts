/** Runs the built command as a user does: in a process of its own, in a folder of its own. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../runner/bin.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Folder {
  readonly path: string
  put(name: string, text: string): void
  /** Runs `seeddrill` with these arguments to its end. */
  seeddrill(...argv: readonly string[]): Ended
  /** The same, with these variables in its environment. */
  seeddrillWith(variables: Readonly<Record<string, string>>, ...argv: readonly string[]): Ended
  /** Begins to run it. */
  begin(...argv: readonly string[]): ChildProcess
  remove(): void
}

export function emptyFolder(): Folder {
  if (!existsSync(new URL('../../dist/runner/main.js', import.meta.url))) throw new Error('run `npm run build` first')
  const path = mkdtempSync(join(tmpdir(), 'seeddrill-promise-'))
  const { FORCE_COLOR: _forced, NO_COLOR: _none, ...env } = process.env
  const run = (argv: readonly string[], variables: Readonly<Record<string, string>>): Ended => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...argv], { cwd: path, env: { ...env, ...variables }, encoding: 'utf8' })
    return { code: status, out: stdout, err: stderr }
  }
  return {
    path,
    put(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), text)
    },
    seeddrill: (...argv) => run(argv, {}),
    seeddrillWith: (variables, ...argv) => run(argv, variables),
    begin: (...argv) => spawn(process.execPath, [BIN, ...argv], { cwd: path, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    remove: () => rmSync(path, { recursive: true }),
  }
}

/** A user's own scenario file: a counter that keeps each addition in a sector of its own. */
export const COUNTER = `import { defineApp, fc, scenario } from 'seeddrill'

const SECTOR = 512

const counter = defineApp({
  name: 'counter',
  volumes: { data: '64KiB' },
  async boot({ volumes, mutex }) {
    const lock = mutex()
    let next = 0
    let total = 0
    await volumes.data.flush()
    for (;;) {
      const sector = await volumes.data.read(next * SECTOR, SECTOR)
      if (sector[0] !== 0xaa) break
      total += sector[1]!
      next++
    }
    const add = async (amount: number): Promise<number> => {
      const sector = new Uint8Array(SECTOR)
      sector.set([0xaa, amount])
      await volumes.data.write(next * SECTOR, sector)
      await volumes.data.flush()
      next++
      total += amount
      return total
    }
    return { add: (amount: number) => lock.run(() => add(amount)), total: () => total }
  },
})

export default scenario({
  name: 'mine/counter',
  machines: { box: counter },
  operation: fc.nat(9),
  operations: 6,
  clients: 1,
  policy: false,
  apply: ({ box }, amount) => box.add(amount),
  model: { initial: 0, step: (total: number, amount: number) => total + amount },
  observe: ({ box }) => box.total(),
})
`

export const COUNTER_LINES = {
  flush: '      await volumes.data.flush()\n',
  count: '      total += amount\n',
} as const

/** The counter with one line replaced. */
export function counterWith(line: keyof typeof COUNTER_LINES, replacement: string): string {
  const changed = COUNTER.replace(COUNTER_LINES[line], `      ${replacement}\n`)
  if (changed === COUNTER) throw new Error(`counterWith: the counter has no line ${line}`)
  return changed
}
