/** A machine as small as hosting needs one: a kernel, one process group, and files that take virtual time. */
import type { FileSystem, FilePromises } from '../../../core/fs/file-calls.ts'
import type { HostedContext, HostedWorld, HostingError, WorldReports } from '../../../core/hosting/index.ts'
import { bundle, openRealm, worldOf } from '../../../core/hosting/index.ts'
import type { Entry, RealmOptions } from '../../../core/hosting/index.ts'
import { createStreams, Kernel, ProcessGroup } from '../../../core/sim/index.ts'
import type { KernelOptions } from '../../../core/sim/kernel.ts'
import { memoryFileSystem } from '../fs/memory-files.ts'

export const CALL_US = 50

export interface TinyMachine {
  readonly kernel: Kernel
  readonly context: HostedContext
  readonly files: ReturnType<typeof memoryFileSystem>
  readonly calls: string[]
  readonly printed: string[]
  readonly refused: HostingError[]
  readonly uncaught: unknown[]
  readonly reports: WorldReports
  /** Runs one process to the end of everything. */
  run<T>(work: () => Promise<T> | T): Promise<T>
  crash(): void
}

export function tinyMachine(
  seed = 'hosting',
  { drain = 'immediate', files = memoryFileSystem('memory') }: Partial<KernelOptions> & { files?: ReturnType<typeof memoryFileSystem> } = {},
): TinyMachine {
  const streams = createStreams(seed)
  const kernel = new Kernel({ streams, drain })
  const group = new ProcessGroup('machine')
  const calls: string[] = []
  const [printed, refused, uncaught] = [[] as string[], [] as HostingError[], [] as unknown[]]
  const context = {
    machine: 'machine',
    clock: { now: () => kernel.now, sleep: (us: number) => kernel.sleep(us) },
    random: streams.named('app'),
    spawn: (name: string, run: () => Promise<void>) => void kernel.spawn(group, name, run),
    fileSystems: { disk: slow(files, kernel, calls) },
    // Programs ask for nothing else.
  } as unknown as HostedContext
  return {
    kernel, context, files, calls, printed, refused, uncaught,
    reports: {
      refused: (error) => void refused.push(error),
      uncaught: (error) => void uncaught.push(error),
      printed: (text) => void printed.push(text),
      exited: () => {},
    },
    crash: () => group.kill(),
    async run(work) {
      let outcome: { value?: unknown; error?: unknown } | undefined
      kernel.spawn(group, 'test', async () => {
        try {
          outcome = { value: await work() }
        } catch (error) {
          outcome = { error }
        }
      })
      await kernel.run({ eventLimit: 200_000 })
      if (!outcome) throw new Error('the process did not come to its end')
      if ('error' in outcome) throw outcome.error
      return outcome.value as never
    },
  }
}

/** Loads a program on a machine. */
export function load<Program>(machine: TinyMachine, entry: Entry, options: RealmOptions = {}): { program: Program; world: HostedWorld } {
  const world = worldOf(machine.context, machine.context.fileSystems.disk, machine.reports)
  return { program: openRealm(bundle(entry), world, options) as Program, world }
}

/** Every call waits its time, and then happens at once. */
function slow(files: ReturnType<typeof memoryFileSystem>, kernel: Kernel, calls: string[]): FileSystem {
  const promises = new Proxy({} as FilePromises, {
    get: (_, name) => async (...parameters: unknown[]) => {
      await kernel.sleep(CALL_US)
      calls.push(`${kernel.now} ${String(name)} ${String(parameters[0])}`)
      return (Reflect.get(files.sync, name) as (...given: unknown[]) => unknown).apply(files.sync, parameters)
    },
  })
  return { name: 'disk', sync: files.sync, promises }
}
