/**
 * npm packages that write files, held to what their README files promise; and programs as many are written, which
 * promise nothing and lose it. A drill passes, or must find what is expected of it.
 */
import type { VerdictName } from '../core/index.ts'
import type { EngineScenario } from './engine-scenario.ts'
import { CONTRACTS } from './hosted/contracts.ts'
import type { FileContract } from './hosted/contracts.ts'
import { lowDatabase } from './hosted/low-database.ts'
import { oneFile } from './hosted/one-file.ts'
import { severalFiles } from './hosted/several-files.ts'

export interface HostedDrill extends EngineScenario {
  /** Null for a program of our own. */
  readonly contract: FileContract | null
}

type Outcome = Pick<EngineScenario, 'expected' | 'because'>

const REFUSES: readonly VerdictName[] = ['refuses-to-open']

const PASSES: Outcome = { expected: null, because: null }
/** It was asked for more than its README promises. */
const LOSES: Outcome = { expected: ['lost-ack'], because: 'documented' }
/** A half-written file, which its README says there is not. */
const BREAKS: Outcome = { expected: REFUSES, because: 'contradicted' }
/** A program of our own that is wrong on purpose. */
const WRONG: Outcome = { expected: REFUSES, because: 'planted' }

export function hostedDrills(): readonly HostedDrill[] {
  return [...synced('write-file-atomic'), ...synced('atomically'), ...unsynced(), ...ownPrograms()]
}

/** Packages that sync before they rename: whole on every file system, and not durable at once on any. */
function synced(habit: 'write-file-atomic' | 'atomically'): readonly HostedDrill[] {
  const contract = CONTRACTS[habit]
  const passes = { contract, ...PASSES }
  const other = habit === 'atomically' ? 'atomically/fsync-not-awaited' : 'write-file-atomic/sync'
  return [
    { ...passes, scenario: oneFile(`hosted/${habit}`, { habit, mount: 'ext4-noauto', durability: 'none' }), summary: 'replaces a file atomically' },
    { ...passes, scenario: severalFiles(`hosted/${habit}/several`, habit, 'posix'), summary: 'replaces several files at once, on the weakest file system' },
    { ...passes, scenario: oneFile(`hosted/${other}`, { habit: other, mount: 'ext4-noauto', durability: 'none' }), summary: 'replaces a file atomically' },
    {
      contract,
      ...LOSES,
      scenario: oneFile(`hosted/${habit}/acknowledged`, { habit, mount: 'ext4', durability: 'ack' }),
      summary: 'asked for more than its README promises: durable when acknowledged',
    },
  ]
}

/** Packages that rename and never sync: whole where the file system helps, and not elsewhere. */
function unsynced(): readonly HostedDrill[] {
  const { steno, lowdb } = CONTRACTS
  const helped = 'replaces an existing file; the file system helps'
  const created = 'writes files for the first time'
  const alone = 'replaces a file on a file system without such help'
  return [
    { contract: steno, ...PASSES, scenario: oneFile('hosted/steno', { habit: 'steno', mount: 'ext4', durability: 'none' }), summary: helped },
    { contract: steno, ...BREAKS, scenario: severalFiles('hosted/steno/first-write', 'steno', 'ext4'), summary: created },
    { contract: steno, ...BREAKS, scenario: oneFile('hosted/steno/ext4-noauto', { habit: 'steno', mount: 'ext4-noauto', durability: 'none' }), summary: alone },
    { contract: lowdb, ...PASSES, scenario: lowDatabase('hosted/lowdb', { mount: 'ext4', durability: 'none' }), summary: helped },
    { contract: lowdb, ...BREAKS, scenario: lowDatabase('hosted/lowdb/ext4-noauto', { mount: 'ext4-noauto', durability: 'none' }), summary: alone },
    { contract: lowdb, ...LOSES, scenario: lowDatabase('hosted/lowdb/acknowledged', { mount: 'ext4', durability: 'ack' }), summary: 'asked for more than its README promises: durable when acknowledged' },
  ]
}

function ownPrograms(): readonly HostedDrill[] {
  const inPlace = oneFile('hosted/config-store/in-place', { habit: 'config-store/in-place', mount: 'ext4', durability: 'none' })
  const renamed = oneFile('hosted/config-store/rename', { habit: 'config-store/rename', mount: 'ext4-noauto', durability: 'none' })
  return [
    { contract: null, ...WRONG, scenario: inPlace, summary: 'writes over the old content with fs.promises.writeFile' },
    { contract: null, ...WRONG, scenario: renamed, summary: 'renames a new file over the old one without an fsync' },
  ]
}
