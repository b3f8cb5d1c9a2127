/** `--strict-coverage`: a fault that was planned and never fired is told in any case, and fails the run on demand. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

let folder: Folder

/** It never flushes, so a fault of flushes can be planned and cannot fire. */
const FLUSHLESS = `
import { defineApp, fc, scenario } from 'seeddrill'

const slate = defineApp({
  name: 'slate',
  volumes: { log: '16KiB' },
  boot: ({ volumes: { log } }) => ({
    put: (text: string) => log.write(0, new TextEncoder().encode(text.padEnd(512))),
    get: async () => new TextDecoder().decode(await log.read(0, 512)).replace(/[\\0 ]+$/, ''),
  }),
})

export default scenario({
  name: 'slate',
  machines: { desk: slate },
  operation: fc.constantFrom('a', 'b', 'c'),
  apply: ({ desk }, text) => desk.put(text),
  model: { initial: '', step: (_, text: string) => text },
  observe: ({ desk }) => desk.get(),
  clients: 1,
  operations: 6,
  durability: 'none',
  policy: false, // a snapshot would flush
  faults: ['error-then-clean'],
})
`

beforeAll(() => {
  folder = emptyFolder()
  folder.put('slate.ts', FLUSHLESS)
})

afterAll(() => folder.remove())

const ARGUMENTS = ['run', 'slate.ts', '--seeds', '12', '--states', '40'] as const
const GAP = 'not covered     planned and never fired: error-then-clean'

it('a planned fault that never fires is told, and the run passes', () => {
  const { code, out } = folder.seeddrill(...ARGUMENTS)
  expect(out).toContain(GAP)
  expect(out).not.toContain('--strict-coverage')
  expect(code).toBe(0)
})

it('with --strict-coverage the run fails with 1 and says why', () => {
  const { code, out } = folder.seeddrill(...ARGUMENTS, '--strict-coverage')
  expect(out).toContain(GAP)
  expect(out).toMatch(/^coverage {8}failed \(--strict-coverage\): \d+ gaps?, see "not covered"$/m)
  expect(code).toBe(1)
})
