/** Files of text that are written and read as a whole. */
import type { FileSystem } from './file-calls.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export async function readText({ promises }: FileSystem, path: string): Promise<string> {
  const descriptor = await promises.open(path)
  const { sizeBytes } = await promises.stat(descriptor)
  const bytes = await promises.read(descriptor, sizeBytes, 0)
  await promises.close(descriptor)
  return decoder.decode(bytes)
}

export interface WriteTextOptions {
  /** Make it durable. The name is not, wherever a file's fsync does not take its name with it. Default true. */
  readonly sync?: boolean
  /** Bytes to be reserved before it is written. Default none. */
  readonly reserveBytes?: number
}

/** Makes the file, or cuts it to nothing first. */
export async function writeText({ promises }: FileSystem, path: string, text: string, { sync = true, reserveBytes = 0 }: WriteTextOptions = {}): Promise<void> {
  const descriptor = await promises.open(path, { access: 'write', create: true, truncate: true })
  if (reserveBytes > 0) await promises.allocate(descriptor, 0, reserveBytes, true)
  await promises.write(descriptor, encoder.encode(text), 0)
  if (sync) await promises.fsync(descriptor)
  await promises.close(descriptor)
}

/** Makes the names in a directory durable. */
export async function syncDirectory({ promises }: FileSystem, path: string): Promise<void> {
  const descriptor = await promises.open(path, { directory: true })
  await promises.fsync(descriptor)
  await promises.close(descriptor)
}
