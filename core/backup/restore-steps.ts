/** The steps of a restore, and which of them each target takes. Data only. */
import type { RestoreDurations } from './restore-durations.ts'

/** `data`: until the bytes are there. `machine`: until it can boot. `network`: until it can be reached. */
export type RestoreArea = 'data' | 'machine' | 'network'

type TimedField = Exclude<keyof RestoreDurations, 'copy' | 'peakOneIn'>

interface StepRow<Field> {
  readonly name: string
  readonly area: RestoreArea
  readonly by: 'platform' | 'person'
  /** Of the durations; null where it follows from sizes or from the vault. */
  readonly field: Field
}

const step = <Field extends TimedField | null>(
  name: string, area: RestoreArea, by: 'platform' | 'person', field: Field,
): StepRow<Field> => ({ name, area, by, field })

export const RESTORE_STEPS = {
  undelete: step('take the backups back from soft deletion', 'data', 'person', 'undelete'),
  declaration: step('wait until the vendor declares the region lost', 'data', 'platform', null),
  initiate: step('choose point and target, and start', 'data', 'person', 'initiate'),
  queue: step('wait in the queue of the service', 'data', 'platform', 'queue'),
  'snapshot-current': step('snapshot the disks that are about to be replaced', 'data', 'platform', 'snapshotCurrent'),
  copy: step('copy from the vault', 'data', 'platform', null),
  'create-disks': step('create disks', 'data', 'platform', 'createDisks'),
  'create-vm': step('create the machine', 'machine', 'platform', 'createMachine'),
  'create-from-template': step('create the machine by hand', 'machine', 'person', 'createFromTemplate'),
  'swap-disks': step('stop the machine and exchange its disks', 'machine', 'platform', 'swapDisks'),
  network: step('set up interfaces, addresses and security groups', 'network', 'person', 'network'),
  'resolve-identity': step('give the machine a name and an address of its own', 'network', 'person', 'resolveIdentity'),
  'load-balancer-and-names': step('change load balancer and names', 'network', 'person', 'loadBalancerAndNames'),
  mount: step('mount the point', 'data', 'person', 'mount'),
  'copy-files': step('copy the files', 'data', 'person', null),
  unmount: step('unmount the point', 'data', 'person', 'unmount'),
} as const

export type RestoreStepId = keyof typeof RESTORE_STEPS

const DATA = ['undelete', 'initiate', 'queue', 'copy', 'create-disks'] as const satisfies readonly RestoreStepId[]
const NETWORK = ['network', 'resolve-identity', 'load-balancer-and-names'] as const satisfies readonly RestoreStepId[]
const NEW_MACHINE = ['create-vm', 'create-from-template', ...NETWORK] as const satisfies readonly RestoreStepId[]

/** All steps that a target may take, in order. Interfaces and addresses of a replaced machine stay as they are. */
export const RESTORE_TARGETS = {
  'new-vm': [...DATA, ...NEW_MACHINE],
  disks: [...DATA, 'create-from-template', ...NETWORK],
  replace: ['undelete', 'initiate', 'queue', 'snapshot-current', 'copy', 'create-disks', 'swap-disks'],
  'cross-zone': [...DATA, ...NEW_MACHINE],
  'cross-region': ['undelete', 'declaration', 'initiate', 'queue', 'copy', 'create-disks', ...NEW_MACHINE],
  files: ['undelete', 'initiate', 'mount', 'copy-files', 'unmount'],
} as const satisfies Record<string, readonly RestoreStepId[]>

export type RestoreTarget = keyof typeof RESTORE_TARGETS
