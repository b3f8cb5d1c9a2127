/** A kernel with one group of processes, for tests of the ground floor. */
import { Kernel } from '../../../core/sim/kernel.ts'
import type { KernelOptions } from '../../../core/sim/kernel.ts'
import { ProcessGroup } from '../../../core/sim/process.ts'
import { createStreams } from '../../../core/sim/random.ts'

export interface Stage {
  readonly kernel: Kernel
  readonly group: ProcessGroup
  /** What the processes of the test have said, in order. */
  readonly said: string[]
  spawn(name: string, run: () => Promise<void>): void
}

export function createStage(options: Partial<KernelOptions> & { readonly seed?: string } = {}): Stage {
  const kernel = new Kernel({ streams: createStreams(options.seed ?? 'stage'), ...options })
  const group = new ProcessGroup('machine')
  return { kernel, group, said: [], spawn: (name, run) => void kernel.spawn(group, name, run) }
}
