/**
 * Two machines in one consistency group: a database for the books and a log for the audit trail. Each
 * operation touches one machine, and clients go from one to the other, so a cut that is not the same on
 * both shows a later step without the earlier one.
 */
import fc from 'fast-check'
import { scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { logWriter } from './log-writer/index.ts'
import { walDb } from './wal-db/index.ts'

type Step =
  | { readonly to: 'books'; readonly key: number; readonly value: string }
  | { readonly to: 'audit'; readonly text: string }

interface EstateState {
  readonly books: Readonly<Record<number, string>>
  /** How often each text was logged. Their order is the log writer's own scenario; here it would have to be guessed. */
  readonly audit: Readonly<Record<string, number>>
}

const KEYS = 16
const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40, size: 'max' })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ to: fc.constant('books' as const), key: fc.nat(KEYS - 1), value: text }),
  fc.record({ to: fc.constant('audit' as const), text }),
)

export function estateScenario(name: string): Scenario {
  return scenario({
    name,
    machines: {
      books: walDb({ checkpointIntervalUs: 9000, walSize: '32KiB', dataSize: '128KiB' }),
      audit: logWriter({ volumeSize: '64KiB', segmentBytes: 4096 }),
    },
    operation: step,
    operationKind: ({ to }) => to,
    async apply({ books, audit }, operation) {
      if (operation.to === 'books') await books.transact([{ key: operation.key, value: operation.value }])
      else await audit.append(operation.text)
    },
    model: { initial: { books: {}, audit: {} } as EstateState, step: take },
    observe: async ({ books, audit }) => ({ books: await books.readAll(), audit: (await audit.readAll()).reduce(counted, {}) }),
    operations: 30,
  })
}

function take({ books, audit }: EstateState, operation: Step): EstateState {
  return operation.to === 'books'
    ? { books: { ...books, [operation.key]: operation.value }, audit }
    : { books, audit: counted(audit, operation.text) }
}

function counted(counts: EstateState['audit'], logged: string): EstateState['audit'] {
  return { ...counts, [logged]: (counts[logged] ?? 0) + 1 }
}
