/**
 * What this floor does by default, where that stands in the code, and who says so. A test brings each row about and
 * fails when the default is another one. Plain JSON; the table of the documentation is made of it.
 */

import type { SemanticsRow } from '../backup/semantics.ts'

export type { SemanticsRow }

const FAILOVER = 'Azure Site Recovery documentation, "Run a failover"'
const PLANS = 'Azure Site Recovery documentation, "About recovery plans"'
const REPROTECT = 'Azure Site Recovery documentation, "Reprotect"'
const NETWORK = 'Azure Site Recovery documentation, networking; Azure Backup documentation, "Restore virtual machines"'

export const failoverSemantics: readonly SemanticsRow[] = [
  {
    element: 'Failover', parameter: 'point policy',
    defaultText: 'latest, latest processed, latest app-consistent, latest multi-VM processed, latest multi-VM app-consistent, custom',
    field: 'FailoverPolicy.choices', source: FAILOVER,
  },
  {
    element: 'Failover', parameter: 'source shutdown', defaultText: 'best effort; continues when it fails',
    field: 'FailoverPolicy.unplannedShutdown', source: FAILOVER,
  },
  {
    element: 'Failover', parameter: 'duration', defaultText: 'minutes; promised within 1 h',
    field: 'FailoverPolicy.rtoObjectiveUs', source: 'service-level agreement of Azure Site Recovery',
  },
  {
    element: 'Failover', parameter: 'duration, VMware and physical sources', defaultText: '8 to 10 min more',
    field: 'PlatformDurations.conversion', source: FAILOVER,
  },
  {
    element: 'Failover', parameter: 'cancelled midway', defaultText: 'replication stays stopped',
    field: 'FailoverPolicy.cancelLeaves', source: FAILOVER,
  },
  {
    element: 'Test failover', parameter: 'counts', defaultText: 'after its clean-up',
    field: 'FailoverPolicy.testCounts', source: 'Azure Site Recovery documentation, monitoring',
  },
  {
    element: 'Commit', parameter: 'effect', defaultText: 'deletes all points',
    field: 'FailoverPolicy.commitDeletesPoints', source: FAILOVER,
  },
  {
    element: 'Reprotect', parameter: 'copy', defaultText: '23 % of what the disk can do',
    field: 'FailoverPolicy.reprotect.copyPercentOfDisk', source: REPROTECT,
  },
  {
    element: 'Reprotect', parameter: 'queued points', defaultText: 'a fifth of comparison and copy',
    field: 'FailoverPolicy.reprotect.queuePercent', source: REPROTECT,
  },
  {
    element: 'Reprotect', parameter: 'scaling up', defaultText: '20 to 30 min',
    field: 'FailoverPolicy.reprotect.scaleUp', source: REPROTECT,
  },
  {
    element: 'Plan', parameter: 'groups', defaultText: 'at most 7, in order',
    field: 'FailoverPolicy.maximumPlanGroups', source: PLANS,
  },
  {
    element: 'Plan', parameter: 'instances', defaultText: 'at most 100',
    field: 'FailoverPolicy.maximumPlanInstances', source: PLANS,
  },
  {
    element: 'Plan', parameter: 'failure rule', defaultText: 'continue',
    field: 'FailoverPolicy.onError', source: PLANS,
  },
  {
    element: 'Plan', parameter: 'next group', defaultText: 'when the machines of this one are created',
    field: 'FailoverPolicy.groupsWaitFor', source: 'assumed',
  },
  {
    element: 'Manual step', parameter: 'effect', defaultText: 'blocks until confirmed',
    field: 'FailoverPolicy.manualActions', source: PLANS,
  },
  {
    element: 'Network', parameter: 'private address', defaultText: 'kept by a failover into another region, if free',
    field: 'FailoverPolicy.privateAddress', source: NETWORK,
  },
  {
    element: 'Network', parameter: 'rules, into another region', defaultText: 'by a script where the target was prepared, else by hand; routes alike',
    field: 'NETWORK_ITEMS.nsg.carried', source: NETWORK,
  },
  {
    element: 'Network', parameter: 'rules, into the same region', defaultText: 'where they were, on the subnet; routes alike',
    field: 'NETWORK_ITEMS.nsg.carriedInRegion', source: 'inferred',
  },
  {
    element: 'Network', parameter: 'public address', defaultText: 'by a script where the target was prepared, else by hand; in the same region too',
    field: 'NETWORK_ITEMS.public-ip.carried', source: NETWORK,
  },
  {
    element: 'Network', parameter: 'load balancer', defaultText: 'by a script where the target was prepared, else by hand; in the same region too',
    field: 'NETWORK_ITEMS.load-balancer.carried', source: NETWORK,
  },
  {
    element: 'Network', parameter: 'dependent services', defaultText: 'by hand, into another region; in the same one where they were',
    field: 'NETWORK_ITEMS.dependent-paas', source: 'inferred',
  },
  {
    element: 'DNS', parameter: 'time to live', defaultText: 'per record',
    field: 'DnsRecord.ttlUs', source: 'RFC 1035, section 3.2.1',
  },
  {
    element: 'DNS', parameter: 'client cache', defaultText: 'counts down, over resolvers too',
    field: 'DNS_HOLDS.well-behaved', source: 'RFC 1035, section 3.2.1; Azure Traffic Manager documentation',
  },
  {
    element: 'Boot', parameter: 'OS, Linux', defaultText: 'about 5 min',
    field: 'PlatformDurations.osBoot.linux', source: 'assumed, as AWS Elastic Disaster Recovery documents it for its own',
  },
  {
    element: 'Boot', parameter: 'OS, Windows', defaultText: 'about 20 min',
    field: 'PlatformDurations.osBoot.windows', source: 'assumed, as AWS Elastic Disaster Recovery documents it for its own',
  },
  {
    element: 'Boot', parameter: 'check of file systems, recovery of the application', defaultText: 'as measured by running them',
    field: 'RecoveryMachine.boot', source: 'measured',
  },
  {
    element: 'Boot', parameter: 'cold cache', defaultText: 'warmed before the probe, 2 min on average',
    field: 'PlatformDurations.cacheWarmUp', source: 'assumed',
  },
  {
    element: 'Cost', parameter: 'Site Recovery', defaultText: 'fee, replica disks, snapshots, traffic between regions',
    field: 'asrCost.parameters', source: 'third-party figures, the documentation\'s example, and assumptions',
  },
]
