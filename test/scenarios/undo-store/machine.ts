/** A machine with an undo store on it, in the small world of the database's tests. */
import { UndoStore } from '../../../scenarios/undo-store/index.ts'
import type { Change, UndoStoreContent, UndoStoreOptions } from '../../../scenarios/undo-store/index.ts'
import { FakeDisk } from '../wal-db/fake-disk.ts'
import type { Picker } from '../wal-db/fake-disk.ts'
import { fakeContext, instantContext, World } from '../wal-db/fake.ts'

export const add = (counter: number, amount: number): Change => ({ kind: 'add', counter, amount })
export const toggle = (member: number): Change => ({ kind: 'toggle', member })

/** Without a checkpointer, unless the options ask for one. */
export function machine(options: UndoStoreOptions = {}, sizes: { readonly walBytes?: number; readonly dataBytes?: number } = {}) {
  const settings = { checkpointIntervalUs: 0, frames: 2, ...options }
  const world = new World('undo-store')
  const wal = new FakeDisk('wal', world, new Uint8Array(sizes.walBytes ?? 32 * 1024))
  const data = new FakeDisk('data', world, new Uint8Array(sizes.dataBytes ?? 24 * 1024))
  const openImage = (walBytes: Uint8Array, dataBytes: Uint8Array): Promise<UndoStore> =>
    UndoStore.open(instantContext(walBytes, dataBytes), settings)
  return {
    world,
    wal,
    data,
    open: (): Promise<UndoStore> => world.finish(UndoStore.open(fakeContext(world, wal, data), settings)),
    openImage,
    /** What a store shows that is opened after a power cut now. */
    async after(picker: Picker): Promise<UndoStoreContent> {
      return (await openImage(wal.image(picker), data.image(picker))).readAll()
    },
  }
}

export const floor: Picker = () => false
export const newest: Picker = () => true
