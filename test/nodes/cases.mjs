/** What every version of Node has to agree on: drills and a history, by fixed seeds. */

const drillOf = (scenario, seed, states = 150) => ({ kind: 'drill', scenario, seed, states })

/** Names as of `seeddrill list`. Each is there for something that a version of Node could do otherwise. */
export const CASES = [
  drillOf('wal-db', 'same-1'),
  drillOf('wal-db', 'same-2'),
  // With all claimed faults, a bounded pool and several clients.
  drillOf('wal-db/overload', 'same-1'),
  drillOf('log-writer/sync', 'same-1'),
  drillOf('log-writer/ring', 'same-2'),
  drillOf('file-store', 'same-1'),
  drillOf('file-store/posix', 'same-2'),
  drillOf('estate', 'same-1'),
  drillOf('dr/books-and-audit', 'same-1'),
  // WebAssembly.
  drillOf('sqlite/wal-full', 'same-1', 60),
  drillOf('sqlite/delete-extra/lying-disk', 'same-1', 60),
  // Programs on Node's own streams and timers, hosted.
  drillOf('hosted/write-file-atomic', 'same-1', 60),
  drillOf('hosted/atomically/several', 'same-1', 60),
  drillOf('hosted/lowdb/acknowledged', 'same-1', 60),
  drillOf('hosted/config-store/in-place', 'same-1', 60),
  // Faults of devices, and failures that are shrunk.
  drillOf('zoo/lying-flush', 'same-1'),
  drillOf('zoo/misdirected-write', 'same-1'),
  drillOf('zoo/ack-before-flush', 'same-2'),
  { kind: 'history', estate: 'orders', seed: 'same-1' },
]

/** @param {{ kind: string, scenario?: string, estate?: string, seed: string }} one */
export const nameOf = ({ kind, scenario, estate, seed }) => `${kind} ${scenario ?? estate} seed ${seed}`
