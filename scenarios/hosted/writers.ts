/** The hosted programs behind one interface: replace a whole file. Bundled when they are first asked for. */
import { hostedApp } from '../../core/index.ts'
import type { FileSystem, HostedApp, MountPreset } from '../../core/index.ts'
import { FOLDER, prepareFolder } from './folder.ts'

/** A program that was opened, and the files that it writes. */
export interface FileWriter {
  readonly disk: FileSystem
  replace(file: string, text: string): Promise<void>
}

type Replace = (path: string, text: string) => Promise<void>

/** What each of them exports, as far as it is used. */
interface Programs {
  readonly 'write-file-atomic': { readonly default: Replace & { readonly sync: (path: string, text: string) => void } }
  readonly atomically: { readonly writeFile: (path: string, text: string, options?: { readonly fsyncWait: boolean }) => Promise<void> }
  readonly steno: { readonly Writer: new (path: string) => { write(text: string): Promise<void> } }
  readonly 'config-store': { readonly writeInPlace: Replace; readonly writeAndRename: Replace }
}

/** How a program of these replaces a file. */
export const HABITS = {
  'write-file-atomic': habit('write-file-atomic', (program) => program.default),
  'write-file-atomic/sync': habit('write-file-atomic', (program) => async (path, text) => program.default.sync(path, text)),
  atomically: habit('atomically', (program) => (path, text) => program.writeFile(path, text)),
  'atomically/fsync-not-awaited': habit('atomically', (program) => (path, text) => program.writeFile(path, text, { fsyncWait: false })),
  steno: habit('steno', writersOfSteno),
  'config-store/in-place': habit('config-store', (program) => program.writeInPlace),
  'config-store/rename': habit('config-store', (program) => program.writeAndRename),
}

export type Habit = keyof typeof HABITS

interface Chosen {
  readonly program: keyof Programs
  readonly replace: (program: never) => Replace
}

function habit<Name extends keyof Programs>(program: Name, replace: (program: Programs[Name]) => Replace): Chosen {
  return { program, replace }
}

/** One writer for each file: that is what keeps its writes in order. */
function writersOfSteno({ Writer }: Programs['steno']): Replace {
  const writers = new Map<string, InstanceType<typeof Writer>>()
  return (path, text) => {
    const writer = writers.get(path) ?? new Writer(path)
    writers.set(path, writer)
    return writer.write(text)
  }
}

export interface WriterOptions {
  readonly mount: MountPreset
  /** Files that are there, durable, before the program ever ran. */
  readonly files: Readonly<Record<string, string>>
}

export function fileWriter(name: Habit, { mount, files }: WriterOptions): HostedApp<FileWriter> {
  const { program: programName, replace }: Chosen = HABITS[name]
  return hostedApp({
    from: import.meta.url,
    ...(programName === 'config-store' ? { entry: './programs/config-store.js' } : { package: programName }),
    name: programName,
    size: '512KiB',
    mount,
    open: async (program: never, { fileSystems: { disk } }) => {
      await prepareFolder(disk, files)
      const replaceFile = replace(program)
      return { disk, replace: (file, text) => replaceFile(`${FOLDER}/${file}`, text) }
    },
  })
}
