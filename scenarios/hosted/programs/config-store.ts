/**
 * A program as many are written: values in JSON files, by the calls of `node:fs` alone. It knows nothing of a drill, and
 * runs hosted.
 */
import { rename, writeFile } from 'node:fs/promises'

/** Over the old content. */
export async function writeInPlace(path: string, text: string): Promise<void> {
  await writeFile(path, text)
}

/** Beside the old content, and then in its place: atomic while the operating system lives. */
export async function writeAndRename(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
