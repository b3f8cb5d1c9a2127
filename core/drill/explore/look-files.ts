/** The files that a power cut would leave at one step of a run, if all that was pending were lost. */
import type { BlockImage } from '../../block/block-image.ts'
import { BLOCK_BYTES } from '../../block/geometry.ts'
import { buildImages } from '../../crash/picks.ts'
import { survey } from '../../fs/check.ts'
import { imageDevice } from '../../fs/devices.ts'
import type { FileCalls } from '../../fs/file-calls.ts'
import { openImage } from '../../fs/image-files.ts'
import { CorruptMetadata } from '../../fs/records.ts'
import { runAtOnce } from '../../fs/task.ts'
import { disksOf } from '../../machine/app-disks.ts'
import type { FilesPlan } from '../../machine/app-disks.ts'
import type { AnyApp } from '../scenario.ts'
import { MOST_ROWS } from './look.ts'
import type { LookFiles } from './look.ts'
import type { RunView } from './run-view.ts'

export function filesAt({ evidence, shelf }: RunView, seq: number): LookFiles[] {
  const { scenario, site } = evidence.run
  const plans = Object.values(scenario.machines as Record<string, AnyApp>).flatMap((app) => disksOf(app).map(({ files }) => files))
  if (plans.every((files) => files === null)) return []
  const images = buildImages(shelf.at(seq), 'floors')
  const found = plans.flatMap((files, disk) => (files ? [{ disk: site.diskIds[disk]!, ...lookInto(images[disk]!, files) }] : []))
  for (const image of images) image.release()
  return found
}

/** @param image its journal is replayed */
function lookInto(image: BlockImage, { options, defects }: FilesPlan): Omit<LookFiles, 'disk'> {
  try {
    const { files, settle } = openImage(image, { options, defects })
    const tree = [...walk(files.sync, '')]
    settle()
    const { problems } = runAtOnce(imageDevice(image), survey(Math.floor(image.sizeBytes / BLOCK_BYTES)))
    return { tree: tree.slice(0, MOST_ROWS), treeLeftOut: Math.max(0, tree.length - MOST_ROWS), fsck: problems.map(({ kind, message }) => `${kind}: ${message}`).slice(0, MOST_ROWS) }
  } catch (error) {
    if (!(error instanceof CorruptMetadata)) throw error
    return { tree: [], treeLeftOut: 0, fsck: [`cannot be mounted: ${error.message}`] }
  }
}

const KINDS = { file: 'file', directory: 'directory', symlink: 'link' } as const

function* walk(calls: FileCalls, directory: string): Generator<LookFiles['tree'][number]> {
  for (const { name, type } of calls.readDirectory(directory === '' ? '/' : directory)) {
    const path = `${directory}/${name}`
    yield { path, kind: KINDS[type], bytes: calls.lstat(path).sizeBytes }
    if (type === 'directory') yield* walk(calls, path)
  }
}
