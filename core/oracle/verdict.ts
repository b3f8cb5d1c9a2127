/** The names a verdict can have, each with the sentence that explains it to a person. */
export const VERDICTS = {
  'lost-ack': 'an acknowledged operation is missing after recovery',
  phantom: 'something is there after recovery that no operation inside the cut could have written',
  'partial-transaction': 'an operation was applied in part',
  'order-hole': 'a later operation survived while an earlier one that it follows is missing',
  'wrong-data': 'the recovered data matches no order of the operations',
  'refuses-to-open': 'the application does not open (or cannot be read) on a disk that a crash may leave',
  'silent-corruption': 'damaged data was returned as good',
  'recovery-not-idempotent': 'a crash during recovery changed what recovery finds',
  'not-clean': 'an app-consistent point needed replay although the application promises a clean quiesce',
  'mislabelled-point': 'a recovery point carries a label that its making does not justify',
  'never-durable': 'an operation never became durable, not even after a clean shutdown',
  'os-unbootable': 'the operating system does not boot',
  'split-brain': 'two sides acknowledged writes after failover',
  'divergence-overwritten': 'what the side that was left had acknowledged, and the other had not, was overwritten beyond what the plan allows',
  'id-reissued': 'an id that a system outside had been told of was handed out a second time',
  'service-down': 'the service never answered again',
  'rpo-exceeded': 'more was lost than the stated RPO allows',
  'rto-exceeded': 'recovery took longer than the stated RTO allows',
  'unprotected-too-long': 'nothing protected the service for longer than the plan allows after a failover',
  'assertion-failed': 'a property that the application states as always true was false',
  'leaked-memory': 'the verdict depends on memory that a crash must have destroyed',
} as const

export type VerdictName = keyof typeof VERDICTS

export type Verdict =
  | { readonly status: 'ok' }
  | { readonly status: 'violated'; readonly verdict: VerdictName; readonly message: string; readonly operations?: readonly number[] }
  | { readonly status: 'inconclusive'; readonly reason: string }
