/** What a hosted program sees of the simulated world. Everything that a realm does goes through this. */
import type { FileSystem } from '../fs/file-calls.ts'
import type { AppContext } from '../machine/app.ts'
import type { RandomStream } from '../sim/random.ts'
import type { HostingError } from './hosting-error.ts'

export interface HostedWorld {
  /** The host's name, as the program sees it. */
  readonly name: string
  readonly pid: number
  readonly fileSystem: FileSystem
  readonly random: RandomStream
  /** Virtual time, µs. */
  now(): number
  /** Calls back in a turn of its own, if the process still lives then. */
  after(delayUs: number, callback: () => void): void
  /** The program reached for the real world, whether or not it caught the error. */
  refused(error: HostingError): void
  /** A callback, a timer or a tick of the program threw, and nobody caught it. */
  uncaught(error: unknown): void
  /** The program asked to end. Nothing of it runs any more. */
  exited(code: number): void
  /** What the program printed. */
  printed(text: string): void
}

const PROCESS_IDS = { first: 300, last: 32_767 }

/** Parts of a world that an application's context does not decide. Default: an error is thrown on, output is dropped. */
export type WorldReports = Pick<HostedWorld, 'refused' | 'uncaught' | 'exited' | 'printed'>

const SILENT: WorldReports = {
  refused: () => {},
  uncaught: (error) => {
    throw error
  },
  exited: () => {},
  printed: () => {},
}

export function worldOf(
  context: Pick<AppContext, 'machine' | 'clock' | 'random' | 'spawn'>,
  fileSystem: FileSystem,
  reports: Partial<WorldReports> = {},
): HostedWorld {
  const { machine, clock, random, spawn } = context
  return {
    ...SILENT,
    ...reports,
    name: machine,
    pid: random.between(PROCESS_IDS.first, PROCESS_IDS.last),
    fileSystem,
    random,
    now: () => clock.now(),
    after: (delayUs, callback) =>
      spawn('timer', async () => {
        await clock.sleep(delayUs)
        callback()
      }),
  }
}
