/**
 * A stateless web server: an operating system on a disk of its own, a configuration file that is read at the start, and
 * nothing else. What it answers it has from elsewhere.
 */
import { defineApp } from '../../core/index.ts'
import type { AppContext } from '../../core/index.ts'
import { readText, syncDirectory, writeText } from '../../core/fs/index.ts'

const CONFIGURATION = '/web.conf'
const DRAFT = '/web.conf.new'
const DEFAULTS = 'workers 4\n'
const HALF_AN_HOUR_US = 1_800_000_000

export class WebServer {
  /** What it was started with. */
  readonly configuration: string

  private constructor(configuration: string) {
    this.configuration = configuration
  }

  /** @throws Error when the configuration is damaged */
  static async open({ fileSystems }: AppContext<string, Record<never, never>, 'system'>): Promise<WebServer> {
    const files = fileSystems.system
    const known = await files.promises.readDirectory('/')
    if (!known.some(({ name }) => `/${name}` === CONFIGURATION)) {
      // Else a kill between the creation and the write would leave an empty file.
      await writeText(files, DRAFT, DEFAULTS)
      await files.promises.rename(DRAFT, CONFIGURATION)
      await syncDirectory(files, '/')
    }
    const configuration = await readText(files, CONFIGURATION)
    if (configuration !== DEFAULTS) throw new Error(`${CONFIGURATION} is damaged`)
    return new WebServer(configuration)
  }

  /** Passes a request on to where the data is. */
  async serve<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    return request()
  }
}

/** The server as an application. Its operating system logs every half an hour, and is frozen with its file system. */
export function webServer() {
  return defineApp({
    name: 'web-server',
    fileSystems: { system: { size: '512KiB', boot: true, systemLogEveryUs: HALF_AN_HOUR_US } },
    boot: (context: AppContext<never, Record<never, never>, 'system'>) => WebServer.open(context),
    // It holds nothing that a freeze could bring to its disk; its file system is frozen all the same.
    quiesce: () => {},
  })
}
