/**
 * Devices that break their word. The component with the bug is the device: the application is the twin's, correct and
 * unchanged, and the scenario says that a seed may draw a device on which no application can keep its promises.
 */
import { scenario } from '../../core/drill/index.ts'
import { logWriterScenario } from '../log-writer-scenario.ts'
import { registerFileScenario } from '../register-file-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug } from './zoo-bug.ts'

const logOnSoundDevice = scenario({ ...logWriterScenario('zoo/twin/device/log-writer'), policy: false, operations: 24 })
const registersOnSoundDevice = scenario({ ...registerFileScenario('zoo/twin/device/register-file'), policy: false, operations: 24 })

export const deviceBugs: readonly ZooBug[] = [
  zooBug({
    id: 'lying-flush',
    area: 'device',
    app: 'device',
    summary: 'FLUSH is acknowledged without making anything durable',
    source: 'dm-flakey drop_writes; SQLite atomic-commit document',
    expected: ['lost-ack'],
    twin: logOnSoundDevice,
    exchange: { faults: ['lying-flush'] },
  }),
  zooBug({
    id: 'unserializable-write',
    area: 'device',
    app: 'device',
    summary: 'overlapping writes are sheared into each other as no order of them explains',
    source: 'FAST\'13 power-fault study',
    expected: ['wrong-data'],
    twin: registersOnSoundDevice,
    exchange: { faults: ['unserializable'] },
  }),
]
