/** The files that a power cut would leave at one step of a run, if all that was pending were lost. */
import type { BlockImage } from '../../block/block-image.ts'
import { BLOCK_BYTES } from '../../block/geometry.ts'
import { buildImages } from '../../crash/picks.ts'
import { survey } from '../../fs/check.ts'
import { imageDevice } from '../../fs/devices.ts'
import type { FileCalls } from '../../fs/file-calls.ts'
import { FileError } from '../../fs/file-error.ts'
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
  const broken: string[] = []
  const tree: LookFiles['tree'][number][] = []
  try {
    const { files, settle } = openImage(image, { options, defects })
    walk(files.sync, '', tree, broken)
    settle()
    const { problems } = runAtOnce(imageDevice(image), survey(Math.floor(image.sizeBytes / BLOCK_BYTES)))
    broken.push(...problems.map(({ kind, message }) => `${kind}: ${message}`))
  } catch (error) {
    if (!(error instanceof CorruptMetadata)) throw error
    broken.push(`${tree.length === 0 ? 'cannot be mounted' : 'cannot be checked'}: ${error.message}`)
  }
  return { tree: tree.slice(0, MOST_ROWS), treeLeftOut: Math.max(0, tree.length - MOST_ROWS), fsck: broken.slice(0, MOST_ROWS) }
}

const KINDS = { file: 'file', directory: 'directory', symlink: 'link' } as const

function walk(calls: FileCalls, directory: string, tree: LookFiles['tree'][number][], broken: string[]): void {
  const entries = readable(broken, directory, () => calls.readDirectory(directory === '' ? '/' : directory)) ?? []
  for (const { name, type } of entries) {
    const path = `${directory}/${name}`
    const stats = readable(broken, path, () => calls.lstat(path))
    tree.push({ path, kind: KINDS[type], bytes: stats?.sizeBytes ?? 0 })
    if (stats && type === 'directory') walk(calls, path, tree, broken)
  }
}

/** Null, and a line, for what is there by its name alone. */
function readable<T>(broken: string[], path: string, read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    broken.push(`${path === '' ? '/' : path}: ${error.message}`)
    return null
  }
}
