/** An application that is somebody else's program: an npm package, or a user's own code written for Node. */
import type { AppContext, AppDefinition, FileSystemSpec, Size } from '../machine/app.ts'
import type { NoProperties } from '../machine/properties.ts'
import { reportViolation } from '../sim/guard.ts'
import { bundle } from './bundle.ts'
import type { Bundle, Entry } from './bundle.ts'
import { openRealm } from './realm.ts'
import type { RealmOptions } from './realm.ts'
import { worldOf } from './world.ts'
import type { WorldReports } from './world.ts'

/** What a hosted application needs of its machine. */
export type HostedContext = AppContext<never, NoProperties, 'disk'>

type HostedDefinition<Instance> = AppDefinition<never, Instance, NoProperties, 'disk'>

export type HostedAppOptions<Program, Instance> = Entry & RealmOptions &
  Pick<HostedDefinition<Instance>, 'quiesce' | 'close'> & {
    /** Default: the name of the package or file. */
    readonly name?: string
    /** Of the file system that the program finds at `/`. Default 16 MiB. */
    readonly size?: Size
    /** How that file system behaves in a crash. Default `ext4`. */
    readonly mount?: FileSystemSpec['mount']
    /**
     * Opens the application on whatever its files hold, empty or not, with whatever recovery that needs.
     * @param program what `await import()` of the entry would give, from a fresh realm
     */
    readonly open: (program: Program, context: HostedContext) => Promise<Instance> | Instance
    readonly reports?: Partial<WorldReports>
  }

export interface HostedApp<Instance> extends HostedDefinition<Instance> {
  /** The program's own code. Its `mapStack` leads from a stack to the lines of the program. */
  readonly bundle: Bundle
}

const DEFAULT_SIZE: Size = '16MiB'

/**
 * Bundles the program now, and runs it in a fresh realm at every boot. A program that reaches for the real world ends
 * the drill, also when it catches the error.
 * @throws HostingError when the program cannot be bundled
 */
// The type of the program is the user's to give: nobody else knows what the entry exports.
export function hostedApp<Program, Instance>(options: HostedAppOptions<Program, Instance>): HostedApp<Instance> {
  const program = bundle(options)
  const { name = program.name, size = DEFAULT_SIZE, mount = 'ext4', open, quiesce, close, reports } = options
  return {
    name,
    turns: 'foreign',
    fileSystems: { disk: { size, mount } },
    boot: async (context) => {
      const world = worldOf(context, context.fileSystems.disk, { refused: reportViolation, ...reports })
      return open(openRealm(program, world, options) as Program, context)
    },
    ...(quiesce && { quiesce }),
    ...(close && { close }),
    code: program.portableCode,
    codeFiles: program.files,
    bundle: program,
  }
}
