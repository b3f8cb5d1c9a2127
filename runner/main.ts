/** The entry of the command line: arguments in, exit code out. */
import type { Command } from 'commander'
import { exitCode } from './exit-codes.ts'
import { explain } from './explain.ts'
import { processHost } from './host.ts'
import type { Host } from './host.ts'
import { createProgram } from './program.ts'
import { withTextOnStderr } from './write-text.ts'

/** Never throws and never ends the process, except on a second Ctrl-C. */
export async function main(argv: readonly string[], given: Host = processHost()): Promise<number> {
  const host = withTextOnStderr(given)
  outliveReaders()
  let code = exitCode('passed')
  const program = createProgram(host, (ended) => (code = ended))
  try {
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync(argv.map(withNumber), { from: 'user' })
    return code
  } catch (error) {
    return explain(error, host, calledIn(program, argv))
  }
}

/** `seeddrill report merge`: the command that these arguments reach. */
function calledIn(program: Command, argv: readonly string[]): string {
  const below = program.commands.find((command) => command.name() === argv[0])
  return below ? `${program.name()} ${calledIn(below, argv.slice(1))}` : program.name()
}

/** `--bail` takes its number only after `=`: what follows it is a pattern. */
const withNumber = (argument: string): string => (argument === '--bail' ? '--bail=1' : argument)

let outliving = false

/** The reader is gone: of a pipe, or with the terminal itself. */
const GONE: readonly (string | undefined)[] = ['EPIPE', 'EIO']

/** `seeddrill run | head`: the reader may leave before the run ends, and files still have to be written. */
function outliveReaders(): void {
  if (outliving) return
  outliving = true
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!GONE.includes(error.code)) throw error
    })
}
