/** The command line of the benchmark: `npm run bench [-- --json FILE] [-- name…]`. */
import { parseArgs } from 'node:util'

export interface BenchArguments {
  /** Names of benches, in the order of the table. */
  readonly names: readonly string[]
  /** Where the results go as JSON; `-` is the standard output. Null: only the table is printed. */
  readonly json: string | null
}

/** @throws RangeError for a name that is not in the table; TypeError for an unknown flag */
export function parseArguments(given: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...given],
    options: { json: { type: 'string' } },
    allowPositionals: true,
  })
  for (const name of positionals)
    if (!known.includes(name)) throw new RangeError(`bench: there is no ${name}; there are ${known.join(', ')}`)
  return {
    names: positionals.length === 0 ? known : known.filter((name) => positionals.includes(name)),
    json: values.json ?? null,
  }
}
