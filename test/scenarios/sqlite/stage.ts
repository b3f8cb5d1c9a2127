/** A machine with SQLite on it, in virtual time, on a file system in memory. */
import type { FileCalls, FileSystem } from '../../../core/fs/file-calls.ts'
import { createSignal, createStreams, Kernel, ProcessGroup } from '../../../core/sim/index.ts'
import { SqliteDatabase } from '../../../scenarios/sqlite/index.ts'
import type { SqliteContext, SqliteOptions } from '../../../scenarios/sqlite/index.ts'

export class Stage {
  readonly kernel: Kernel
  readonly group = new ProcessGroup('stage')

  constructor(seed = 'sqlite') {
    this.kernel = new Kernel({ streams: createStreams(seed) })
  }

  context(files: FileCalls): SqliteContext {
    const { kernel } = this
    const disk: FileSystem = { name: 'disk', sync: files, promises: undefined as never }
    return {
      fileSystems: { disk },
      clock: { now: () => kernel.now, sleep: (durationUs) => kernel.sleep(durationUs) },
      random: kernel.streams.named('app/stage'),
      signal: () => createSignal(kernel),
      span: (_name, work) => work(),
    }
  }

  open(files: FileCalls, options: SqliteOptions = {}): Promise<SqliteDatabase> {
    return SqliteDatabase.open(this.context(files), options)
  }

  /** Runs processes side by side until the last has ended; what each returned. */
  async run<T>(...works: (() => Promise<T>)[]): Promise<T[]> {
    const results: T[] = []
    const errors: unknown[] = []
    let running = works.length
    works.forEach((work, index) => {
      this.kernel.spawn(this.group, `work-${index}`, async () => {
        try {
          results[index] = await work()
        } catch (error) {
          errors.push(error)
        }
        if (--running === 0) this.kernel.stop()
      })
    })
    const reason = await this.kernel.run()
    if (errors.length > 0) throw errors[0]
    if (running > 0) throw new Error(`the stage stands still (${reason})`)
    return results
  }
}
