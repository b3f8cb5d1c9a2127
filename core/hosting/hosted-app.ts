/** An application that is somebody else's program: an npm package, or a user's own code written for Node. */
import type { FileSystem } from '../fs/file-calls.ts'
import type { AppContext, AppDefinition, Size } from '../machine/app.ts'
import { bundle } from './bundle.ts'
import type { Bundle, Entry } from './bundle.ts'
import { openRealm } from './realm.ts'
import type { RealmOptions } from './realm.ts'
import { worldOf } from './world.ts'
import type { WorldReports } from './world.ts'

/** What a hosted application needs of its machine. */
export type HostedContext = Pick<AppContext, 'machine' | 'clock' | 'random' | 'spawn'> & {
  readonly fileSystems: { readonly disk: FileSystem }
}

export type HostedAppOptions<Program, Instance> = Entry & RealmOptions &
  Pick<AppDefinition<never, Instance>, 'quiesce' | 'close'> & {
    /** Default: the name of the package or file. */
    readonly name?: string
    /** Of the file system that the program finds at `/`. Default 16 MiB. */
    readonly size?: Size
    /**
     * Opens the application on whatever its files hold, empty or not, with whatever recovery that needs.
     * @param program what `await import()` of the entry would give, from a fresh realm
     */
    readonly open: (program: Program, context: HostedContext) => Promise<Instance> | Instance
    readonly reports?: Partial<WorldReports>
  }

export interface HostedApp<Instance> extends Pick<AppDefinition<never, Instance>, 'name' | 'quiesce' | 'close'> {
  readonly fileSystems: { readonly disk: Size }
  readonly boot: (context: HostedContext) => Promise<Instance>
  /** The program's own code. Its `mapStack` leads from a stack to the lines of the program. */
  readonly bundle: Bundle
}

const DEFAULT_SIZE: Size = '16MiB'

/**
 * Bundles the program now, and runs it in a fresh realm at every boot. The kernel must drain by `immediate`.
 * @throws HostingError when the program cannot be bundled
 */
// The type of the program is the user's to give: nobody else knows what the entry exports.
export function hostedApp<Program, Instance>(options: HostedAppOptions<Program, Instance>): HostedApp<Instance> {
  const program = bundle(options)
  const { name = program.name, size = DEFAULT_SIZE, open, quiesce, close, reports } = options
  return {
    name,
    fileSystems: { disk: size },
    boot: async (context) => {
      const world = worldOf(context, context.fileSystems.disk, reports)
      return open(openRealm(program, world, options) as Program, context)
    },
    ...(quiesce && { quiesce }),
    ...(close && { close }),
    bundle: program,
  }
}
