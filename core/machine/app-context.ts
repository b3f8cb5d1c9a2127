/** What an application gets to touch, made anew for each boot. */
import { createVolume } from '../block/volume-face.ts'
import type { Volume } from '../block/volume.ts'
import type { FileSystem } from '../fs/file-calls.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { ProcessGroup } from '../sim/process.ts'
import { createMutex, createSignal } from '../sim/sync.ts'
import type { AppClock, AppContext } from './app.ts'
import type { Machine } from './machine.ts'
import type { PropertyDetails, PropertyKind } from './properties.ts'

export function createContext(machine: Machine, group: ProcessGroup): AppContext {
  const { kernel, log, id } = machine
  const volumes: Record<string, Volume> = {}
  const fileSystems: Record<string, FileSystem> = {}
  machine.diskNames.forEach((name, position) => {
    const files = machine.files[position]
    if (files) fileSystems[name] = files.face(name, group)
    else volumes[name] = createVolume(kernel, machine.disks[position]!, name, group)
  })
  return {
    machine: id,
    volumes,
    fileSystems,
    clock: clockOf(kernel),
    random: kernel.streams.named(`app/${id}`),
    spawn: (name, run) => void kernel.spawn(group, name, run),
    signal: () => createSignal(kernel),
    mutex: () => createMutex(kernel),
    span: async (name, work) => {
      const begin = log.mark(kernel.now, 'span-begin', { machine: id, name })
      const result = await work()
      const end = log.mark(kernel.now, 'span-end', { machine: id, name })
      machine.onSpan?.(name, begin, end)
      return result
    },
    ...propertyReports(machine),
  }
}

export function clockOf(kernel: Kernel): AppClock {
  return { now: () => kernel.now, sleep: (durationUs) => kernel.sleep(durationUs) }
}

function propertyReports(machine: Machine): Pick<AppContext, PropertyKind> {
  const report = (kind: PropertyKind, name: string, holds: boolean, details?: PropertyDetails): void =>
    machine.onProperty?.({ kind, name, holds, details })
  return {
    always: (name, condition, details) => report('always', name, condition, details),
    sometimes: (name, condition) => report('sometimes', name, condition),
    reachable: (name) => report('reachable', name, true),
    unreachable: (name, details) => report('unreachable', name, false, details),
  }
}
