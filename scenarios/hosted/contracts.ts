/**
 * What packages that write files promise of a file after a crash, as their README files say, in other words; written
 * down before any run. A README that says nothing of power failures is read kindly, and the doubt is noted.
 */

export interface FileContract {
  readonly package: string
  /** Where that is said. */
  readonly page: string
  /** What it promises. */
  readonly promises: string
  /** What it leaves open, and a drill therefore must not demand. */
  readonly permits: string
  /** Why one may read it otherwise; null where it leaves no doubt. */
  readonly doubt: string | null
}

const SILENT = 'the README does not say whether a power failure counts; to the end of the process alone the promise holds'

export const CONTRACTS = {
  'write-file-atomic': {
    package: 'write-file-atomic',
    page: 'https://github.com/npm/write-file-atomic/blob/main/README.md',
    promises: 'a file is replaced atomically, after an fsync unless that is turned off; writes to one file are queued in the order of the calls',
    permits: 'the replacement itself need not be durable when the call returns: the README speaks of an fsync of the file, not of its name',
    doubt: null,
  },
  atomically: {
    package: 'atomically',
    page: 'https://github.com/fabiospampinato/atomically/blob/master/readme.md',
    promises: 'a half-written file is impossible, with an fsync against power outages unless that is turned off; writes to one path are queued',
    permits: 'the replacement itself need not be durable when the call returns',
    doubt: null,
  },
  steno: {
    package: 'steno',
    page: 'https://github.com/typicode/steno/blob/main/README.md',
    promises: 'no partial writes, and writes to one file in their order',
    permits: 'a write that was resolved need not be durable, and one of several at once may be left out for a later one',
    doubt: SILENT,
  },
  lowdb: {
    package: 'lowdb',
    page: 'https://github.com/typicode/lowdb/blob/main/README.md',
    promises: 'safe atomic writes of the whole JSON file',
    permits: 'an update that was resolved need not be durable',
    doubt: SILENT,
  },
} as const satisfies Readonly<Record<string, FileContract>>

