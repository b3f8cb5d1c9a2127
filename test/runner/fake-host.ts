/** A command's surroundings without a terminal, that keep what was said. */
import type { Host } from '../../runner/host.ts'

export interface FakeHost extends Host {
  readonly said: { out: string; err: string }
}

export function fakeHost(change: Partial<Omit<Host, 'stdout' | 'stderr'>> & { readonly tty?: boolean; readonly columns?: number } = {}): FakeHost {
  const { tty = false, columns, ...rest } = change
  const said = { out: '', err: '' }
  return {
    said,
    stdout: { isTTY: tty, ...(columns === undefined ? {} : { columns }), write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
    stdin: { isTTY: tty },
    env: {},
    cwd: process.cwd(),
    processors: 4,
    ...rest,
  }
}
