/** What each exit code means for commands about estates: figures are no verdict, so nothing is passed or violated. */
import { EXIT_CODES } from '../exit-codes.ts'
import type { ExitName } from '../exit-codes.ts'

export const ESTATE_EXITS: Readonly<Partial<Record<ExitName, string>>> = {
  passed: 'every history came to its end, whatever it showed',
  usage: 'usage: an argument, a file, an estate or a strategy that cannot be run',
  'nothing-matched': 'none of the disasters can strike the estate',
  'internal-error': 'internal error, or a history whose thread died; the others are reported',
  SIGINT: EXIT_CODES.SIGINT.meaning,
  SIGTERM: EXIT_CODES.SIGTERM.meaning,
}
