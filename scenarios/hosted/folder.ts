/** The folder that hosted programs keep their files in, as the scenario sees it: without the program. */
import type { FileSystem } from '../../core/index.ts'

export const FOLDER = '/data'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Makes the folder at the first boot, and in it these files, all of it durable, so that a program has something to replace.
 * Later boots find it, or make it again if the power failed meanwhile.
 */
export async function prepareFolder({ promises }: FileSystem, files: Readonly<Record<string, string>>): Promise<void> {
  const known = await promises.readDirectory('/')
  if (!known.some(({ name }) => name === FOLDER.slice(1))) await promises.makeDirectory(FOLDER)
  const there = await promises.readDirectory(FOLDER)
  const missing = Object.entries(files).filter(([file]) => !there.some(({ name }) => name === file))
  for (const [file, text] of missing) {
    // Under another name first: a boot may be interrupted as well.
    const descriptor = await promises.open(`/${file}.first`, { access: 'write', create: true, truncate: true })
    await promises.write(descriptor, encoder.encode(text), 0)
    await promises.fsync(descriptor)
    await promises.close(descriptor)
    await promises.rename(`/${file}.first`, `${FOLDER}/${file}`)
  }
  await promises.sync()
}

/** @returns null when there is no such file */
export async function readText({ promises }: FileSystem, file: string): Promise<string | null> {
  const known = await promises.readDirectory(FOLDER)
  if (!known.some(({ name }) => name === file)) return null
  const descriptor = await promises.open(`${FOLDER}/${file}`)
  const { sizeBytes } = await promises.stat(descriptor)
  const bytes = await promises.read(descriptor, sizeBytes, 0)
  await promises.close(descriptor)
  return decoder.decode(bytes)
}
