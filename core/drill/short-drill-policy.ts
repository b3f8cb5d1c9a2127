/** The policy of a drill that lasts some tens of milliseconds: Site Recovery's rules, with short intervals. */
import { policies } from '../replication/policies.ts'
import type { ReplicationPolicy } from '../replication/policy.ts'

export const shortDrillPolicy: ReplicationPolicy = policies.fast
