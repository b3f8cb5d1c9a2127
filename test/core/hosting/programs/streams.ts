/** Everything that Node's streams do with ticks, over files. */
import fs from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export async function copy(from: string, to: string): Promise<number> {
  let chunks = 0
  const upper = new Transform({
    transform(chunk, _, done) {
      chunks++
      process.nextTick(() => process.nextTick(() => done(null, String(chunk).toUpperCase())))
    },
  })
  await pipeline(fs.createReadStream(from, { highWaterMark: 100 }), upper, fs.createWriteStream(to, { highWaterMark: 50 }))
  return chunks
}

export async function lines(path: string): Promise<number> {
  let count = 0
  for await (const line of createInterface({ input: fs.createReadStream(path) })) count += line.length > 0 ? 1 : 0
  return count
}

export async function both(): Promise<readonly unknown[]> {
  await pipeline(Readable.from(Array.from({ length: 50 }, (_, index) => `line ${index}\n`)), fs.createWriteStream('/in'))
  const results = await Promise.all([copy('/in', '/one'), lines('/in'), copy('/in', '/two')])
  const handle = await open('/two')
  const size = (await handle.readFile()).length
  await handle.close()
  return [...results, size, fs.readFileSync('/one').equals(fs.readFileSync('/two'))]
}

export function missing(): Promise<string> {
  return pipeline(fs.createReadStream('/nowhere'), fs.createWriteStream('/out')).then(
    () => 'no error',
    (error: unknown) => `${error instanceof Error} ${(error as Error).message}`,
  )
}

export function writeFromHere(): void {
  fs.writeFileSync('/nowhere/file', 'x')
}
