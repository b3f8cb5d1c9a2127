/**
 * What has to follow a machine to another site before its clients find it: item by item, whether the way of recovery
 * carries it, what it waits for, and how long it takes by hand. A script of a plan does the same without a person.
 */
import { assumedMinutes } from '../sim/duration.ts'
import type { DurationModel } from '../sim/duration.ts'

/** In the order in which a person who has several before them sees to them. */
export const NETWORK_ITEM_NAMES = [
  'dependent-paas', 'private-ip', 'nsg', 'udr', 'public-ip', 'load-balancer', 'identity', 'extensions', 'dns',
  'application-verification',
] as const

export type NetworkItem = (typeof NETWORK_ITEM_NAMES)[number]

/** How far a machine has come; `trigger`: the recovery has begun. */
export const MACHINE_STAGES = ['trigger', 'created', 'running', 'healthy'] as const

export type MachineStage = (typeof MACHINE_STAGES)[number]

/**
 * `if-free`: unless somebody else has it at the target. `if-prepared`: not by itself; where the target was set up for it
 * beforehand, a script brings it.
 */
export type Carriage = 'carried' | 'if-free' | 'if-prepared' | 'not'

/** A failover of replicated machines, or a restore from backups. */
export type RecoveryMethod = 'failover' | 'restore'

export interface NetworkItemModel {
  /** What has to be done, in words. */
  readonly what: string
  /** Nobody can do it before the machines are that far. */
  readonly needs: MachineStage
  /** A person waits for more than they must: clients are not sent to what does not answer. */
  readonly byHandFrom: MachineStage
  /** Items that come first, where the estate needs them too. */
  readonly afterItems: readonly NetworkItem[]
  /** The work of a person who knows what to do, without the time until they begin. */
  readonly byHand: DurationModel
  /** The run of a script. */
  readonly script: DurationModel
  /** False: clients reach the service without it. */
  readonly reachability: boolean
  /** Into another region. */
  readonly carried: Readonly<Record<RecoveryMethod, Carriage>>
  /** Into the region that the machines were in, where what does not belong to a machine still is. */
  readonly carriedInRegion: Readonly<Record<RecoveryMethod, Carriage>>
  /** Where both come from. */
  readonly source: string
}

const ASR_NETWORK = 'Azure Site Recovery documentation, networking and "Customize networking"'
const BACKUP_RESTORE = 'Azure Backup documentation, "Restore virtual machines"'
const BOTH = `${ASR_NETWORK}; ${BACKUP_RESTORE}`
const RUNBOOK = assumedMinutes(0.5, 1, 'a runbook that waits for its sandbox', 10)
const KEPT = 'in its region the subnet keeps them'
const NEITHER = { failover: 'not', restore: 'not' } as const
const BOTH_WAYS = { failover: 'carried', restore: 'carried' } as const
/** Products leave it to a runbook. Whichever way the machines come, it is the same work, and the same script does it. */
const BY_RUNBOOK = { failover: 'if-prepared', restore: 'if-prepared' } as const
const ADDRESSES = ['private-ip', 'public-ip', 'load-balancer'] as const

const byHand = (minimum: number, mean: number, maximum: number): DurationModel =>
  assumedMinutes(minimum, mean, 'a person who knows what to do', maximum)

export const NETWORK_ITEMS: Readonly<Record<NetworkItem, NetworkItemModel>> = {
  'dependent-paas': {
    what: 'fail over or repoint the platform services that the estate depends on',
    needs: 'trigger', byHandFrom: 'trigger', afterItems: [],
    byHand: byHand(5, 20, 180), script: RUNBOOK, reachability: true,
    carried: NEITHER, carriedInRegion: BOTH_WAYS,
    source: 'no product that recovers machines knows of them; in their region they have not moved: inferred',
  },
  'private-ip': {
    what: 'correct whatever names the machine by an address that it no longer has',
    needs: 'created', byHandFrom: 'created', afterItems: [],
    byHand: byHand(3, 10, 60), script: RUNBOOK, reachability: true,
    carried: { failover: 'if-free', restore: 'not' }, carriedInRegion: NEITHER,
    source: `${BOTH}; in its region the interface of the old machine still has the address: inferred`,
  },
  nsg: {
    what: 'attach network security groups, with rules for the addresses there',
    needs: 'created', byHandFrom: 'created', afterItems: [],
    byHand: byHand(2, 6, 45), script: RUNBOOK, reachability: true,
    carried: BY_RUNBOOK, carriedInRegion: BOTH_WAYS,
    source: `${BOTH}; ${KEPT}: inferred`,
  },
  udr: {
    what: 'set routes, through the firewall of that site',
    needs: 'created', byHandFrom: 'created', afterItems: [],
    byHand: byHand(2, 6, 45), script: RUNBOOK, reachability: true,
    carried: BY_RUNBOOK, carriedInRegion: BOTH_WAYS,
    source: `${BOTH}; ${KEPT}: inferred`,
  },
  'public-ip': {
    what: 'make a public address and attach it',
    needs: 'created', byHandFrom: 'created', afterItems: [],
    byHand: byHand(2, 4, 30), script: RUNBOOK, reachability: true,
    carried: BY_RUNBOOK, carriedInRegion: BY_RUNBOOK,
    source: BOTH,
  },
  'load-balancer': {
    what: 'put the machines behind a load balancer',
    needs: 'created', byHandFrom: 'created', afterItems: ['public-ip'],
    byHand: byHand(3, 8, 45), script: RUNBOOK, reachability: true,
    carried: BY_RUNBOOK, carriedInRegion: BY_RUNBOOK,
    source: BOTH,
  },
  identity: {
    what: 'grant the machine its roles again, and let it sign in',
    needs: 'running', byHandFrom: 'running', afterItems: [],
    byHand: byHand(3, 10, 60), script: RUNBOOK, reachability: true,
    carried: NEITHER, carriedInRegion: NEITHER,
    source: BOTH,
  },
  extensions: {
    what: 'install the extensions of the machine again',
    needs: 'running', byHandFrom: 'running', afterItems: [],
    byHand: byHand(3, 8, 45), script: RUNBOOK, reachability: false,
    carried: NEITHER, carriedInRegion: NEITHER,
    source: BOTH,
  },
  dns: {
    what: 'change the names that clients ask for',
    needs: 'trigger', byHandFrom: 'healthy', afterItems: ADDRESSES,
    byHand: byHand(1, 3, 30), script: RUNBOOK, reachability: true,
    carried: NEITHER, carriedInRegion: NEITHER,
    source: BOTH,
  },
  'application-verification': {
    what: 'see with one\'s own eyes that the application has come back right',
    needs: 'healthy', byHandFrom: 'healthy',
    afterItems: NETWORK_ITEM_NAMES.filter((name) => name !== 'application-verification'),
    byHand: byHand(5, 15, 120), script: RUNBOOK, reachability: false,
    carried: NEITHER, carriedInRegion: NEITHER,
    source: 'no product that recovers machines knows the application',
  },
}

/** One thing that an estate needs. Plain JSON. */
export interface Dependency {
  readonly item: NetworkItem
  /** The machine that it belongs to. Default: the estate as a whole, hence every machine. */
  readonly machine?: string
  /** Whoever set the target up wrote a script for it, which runs by itself: for an item that is carried `if-prepared`. Default false. */
  readonly prepared?: boolean
  /** Nobody knows of it: it will not be done by hand. Default false. */
  readonly forgotten?: boolean
  /** Work by hand that takes longer or shorter than usual. */
  readonly byHand?: DurationModel
}

/** What an estate needs beside its machines. */
export type Dependencies = readonly Dependency[]

/**
 * Refuses what no estate can need.
 * @throws RangeError naming the entry
 */
export function checkDependencies(dependencies: Dependencies, machines: readonly string[]): void {
  const seen = new Set<string>()
  dependencies.forEach(({ item, machine }, index) => {
    if (!Object.hasOwn(NETWORK_ITEMS, item))
      throw new RangeError(`Dependencies[${index}].item: must be one of ${NETWORK_ITEM_NAMES.join(', ')}, got ${item}`)
    if (machine !== undefined && !machines.includes(machine))
      throw new RangeError(`Dependencies[${index}].machine: there is no machine ${machine}`)
    const key = `${item}/${machine ?? ''}`
    if (seen.has(key)) throw new RangeError(`Dependencies[${index}]: ${item} is named twice`)
    seen.add(key)
  })
}
