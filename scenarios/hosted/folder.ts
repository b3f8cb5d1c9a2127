/** The folder that hosted programs keep their files in, as the scenario sees it: without the program. */
import { readText, writeText } from '../../core/fs/index.ts'
import type { FileSystem } from '../../core/index.ts'

export const FOLDER = '/data'

/**
 * Makes the folder at the first boot, and in it these files, all of it durable, so that a program has something to replace.
 * Later boots find it, or make it again if the power failed meanwhile.
 */
export async function prepareFolder(disk: FileSystem, files: Readonly<Record<string, string>>): Promise<void> {
  const { promises } = disk
  const known = await promises.readDirectory('/')
  if (!known.some(({ name }) => name === FOLDER.slice(1))) await promises.makeDirectory(FOLDER)
  const there = await promises.readDirectory(FOLDER)
  const missing = Object.entries(files).filter(([file]) => !there.some(({ name }) => name === file))
  for (const [file, text] of missing) {
    // Under another name first: a boot may be interrupted as well.
    await writeText(disk, `/${file}.first`, text)
    await promises.rename(`/${file}.first`, `${FOLDER}/${file}`)
  }
  await promises.sync()
}

/** @returns null when there is no such file */
export async function readIfThere(disk: FileSystem, file: string): Promise<string | null> {
  const known = await disk.promises.readDirectory(FOLDER)
  return known.some(({ name }) => name === file) ? readText(disk, `${FOLDER}/${file}`) : null
}
