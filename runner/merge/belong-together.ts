/** Whether files are the parts of one run, all of them and each once. */
import type { RunScenario } from '../../core/drill/events.ts'
import { UsageError } from '../usage-error.ts'
import { shardText } from './piece.ts'
import type { Piece, ShardStarted } from './piece.ts'

/** What the parts of one run have in common; machines differ in workers. */
const COMMON: Readonly<Record<string, (started: ShardStarted) => unknown>> = {
  'version of seeddrill': ({ version = 'unknown' }) => version,
  seed: ({ seed }) => seed,
  'number of shards': ({ settings }) => settings.shard.of,
  settings: ({ settings: { shard: _shard, workers: _workers, queue: _queue, ...settings } }) => settings,
  scenarios: ({ whole }) => whole.scenarios.map(({ name }) => name),
  'number of cases': ({ whole }) => whole.cases,
}

/** @throws UsageError that names the first difference, or what is missing */
export function checkPieces(pieces: readonly Piece[]): void {
  const [first, ...others] = pieces
  if (!first) throw new UsageError('report merge: name the files of all shards')
  for (const other of others) compare(first, other)
  const numbers = pieces.map(({ started }) => started.settings.shard.index)
  const double = pieces.find((_, nth) => numbers.indexOf(numbers[nth]!) !== nth)
  if (double) {
    const same = pieces.find(({ started }) => shardText(started) === shardText(double.started))!
    throw new UsageError(`${same.name} and ${double.name} are both shard ${shardText(double.started)}`)
  }
  const { of } = first.started.settings.shard
  const missing = Array.from({ length: of }, (_, nth) => nth + 1).filter((index) => !numbers.includes(index))
  if (missing.length > 0) throw new UsageError(`missing: ${missing.length === 1 ? 'shard' : 'shards'} ${missing.map((index) => `${index}/${of}`).join(', ')}`)
  const places = pieces.flatMap(({ started }) => started.whole.places)
  if (new Set(places).size !== first.started.whole.cases || places.length !== first.started.whole.cases)
    throw new UsageError('the shards do not make up a whole run: each case must fall to one of them; was a saved failure added on one machine?')
}

function compare(first: Piece, other: Piece): void {
  const differ = (what: string, one: unknown, two: unknown): UsageError =>
    new UsageError(`${first.name} and ${other.name} are not of one run: ${what} ${shown(one)} and ${shown(two)}`)
  for (const [what, of] of Object.entries(COMMON)) {
    const [one, two] = [of(first.started), of(other.started)]
    if (JSON.stringify(one) !== JSON.stringify(two)) throw differ(`${what}`, one, two)
  }
  first.started.whole.scenarios.forEach((scenario, index) => {
    const twin = other.started.whole.scenarios[index]!
    if (scenario.codeHash !== twin.codeHash) throw differ(`the code of ${scenario.name} has the hash`, scenario.codeHash, twin.codeHash)
    if (JSON.stringify(comparable(scenario)) !== JSON.stringify(comparable(twin))) throw differ(`${scenario.name} has the seeds and expectations`, comparable(scenario), comparable(twin))
  })
}

const comparable = ({ seeds, expects }: RunScenario) => ({ seeds, expects })

const LONGEST = 60

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}
