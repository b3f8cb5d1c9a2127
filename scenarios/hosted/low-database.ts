/** lowdb: one JSON file that clients add notes to. */
import { fc, hostedApp, scenario } from '../../core/index.ts'
import type { Durability, MountPreset, Scenario } from '../../core/index.ts'

import { FOLDER, prepareFolder } from './folder.ts'
import { LEISURELY } from './one-file.ts'

interface Notes {
  readonly notes: string[]
}

interface Program {
  JSONFilePreset(path: string, data: Notes): Promise<{ readonly data: Notes; update(change: (data: Notes) => void): Promise<void> }>
}

const FILE = 'db.json'
const EMPTY = { notes: [] }

export interface LowDatabaseOptions {
  readonly mount: MountPreset
  readonly durability: Durability
}

export function lowDatabase(name: string, { mount, durability }: LowDatabaseOptions): Scenario {
  const app = hostedApp({
    from: import.meta.url,
    package: 'lowdb/node',
    name: 'lowdb',
    size: '512KiB',
    mount,
    open: async ({ JSONFilePreset }: Program, { fileSystems: { disk } }) => {
      await prepareFolder(disk, { [FILE]: JSON.stringify(EMPTY) })
      const database = await JSONFilePreset(`${FOLDER}/${FILE}`, { notes: [] })
      return {
        add: (note: string) => database.update(({ notes }) => void notes.push(note)),
        notes: () => database.data.notes,
      }
    },
  })
  return scenario({
    name,
    machines: { host: app },
    operation: fc.record({ note: fc.string({ minLength: 1, maxLength: 6 }), times: fc.constantFrom(1, 200) }),
    apply: ({ host }, { note, times }) => host.add(note.repeat(times)),
    model: { initial: [] as readonly string[], step: (notes, { note, times }) => [...notes, note.repeat(times)] },
    observe: ({ host }) => host.notes(),
    durability,
    policy: false,
    ...LEISURELY,
    operations: 10,
  })
}
