/** A machine with the three volumes of a manifest store, on disks that keep every version a power cut may leave. */
import type { AppContext } from '../../../core/machine/app.ts'
import type { RandomStream } from '../../../core/sim/random.ts'
import { ManifestStore, type ManifestStoreOptions, type VolumeName } from '../../../scenarios/manifest-store/index.ts'
import { FakeDisk, type Cut, type Picker } from '../wal-db/fake-disk.ts'
import { fakeContext, instantContext, World } from '../wal-db/fake.ts'

const KIB = 1024
const NAMES = ['log-0', 'log-1', 'data'] as const

export type Images = Readonly<Record<VolumeName, Uint8Array>>
export type Disks = Readonly<Record<VolumeName, FakeDisk>>

/** Segments of seven sectors beside the header, runs of a few entries. */
export const SMALL: ManifestStoreOptions = { segmentBytes: 4 * KIB, memtableBytes: KIB, maximumRuns: 2 }

export function emptyImages(logBytes = 16 * KIB, dataBytes = 64 * KIB): Images {
  return imagesOf((name) => new Uint8Array(name === 'data' ? dataBytes : logBytes))
}

export function imagesOf(image: (name: VolumeName) => Uint8Array): Images {
  return { 'log-0': image('log-0'), 'log-1': image('log-1'), data: image('data') }
}

export function disksOf(world: World, images: Images): Disks {
  const disk = (name: VolumeName) => new FakeDisk(name, world, images[name])
  return { 'log-0': disk('log-0'), 'log-1': disk('log-1'), data: disk('data') }
}

export function cutImages(disks: Disks, picker: Picker): Images {
  return imagesOf((name) => disks[name].image(picker))
}

export function drawImages(disks: Disks, cut: Cut, random: RandomStream): Images {
  return imagesOf((name) => disks[name].drawImage(cut, random))
}

/** The process is gone; the device caches are not. */
export function reconnect(disks: Disks, world: World): void {
  for (const name of NAMES) disks[name].reconnect(world)
}

export function contextOf(world: World, disks: Disks): AppContext<VolumeName> {
  return { ...fakeContext(world, disks['log-0'], disks.data), volumes: disks }
}

/** Opens a store on images, without any time passing. The images are written to. */
export function openImages(images: Images, options: ManifestStoreOptions = SMALL): Promise<ManifestStore> {
  const logs = instantContext(images['log-0'], images['log-1'])
  const context = instantContext(images['log-0'], images.data)
  const volumes = { 'log-0': logs.volumes.wal, 'log-1': logs.volumes.data, data: context.volumes.data }
  return ManifestStore.open({ ...context, volumes }, options)
}

export async function contentOf(store: ManifestStore): Promise<Record<string, string>> {
  return Object.fromEntries(await store.readAll())
}

/** A world with one machine in it. */
export function machine(options: ManifestStoreOptions = {}, images = emptyImages()) {
  const world = new World('manifest-store')
  const disks = disksOf(world, images)
  const settings = { ...SMALL, ...options }
  const open = () => world.finish(ManifestStore.open(contextOf(world, disks), settings))
  const openCut = (picker: Picker) => openImages(cutImages(disks, picker), settings)
  /** What only flushes have made durable. */
  const openFloor = () => openCut(() => false)
  const openNow = () => openCut(() => true)
  return { world, disks, open, openCut, openFloor, openNow }
}
