/** Uses everything that a host would answer differently each time. */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import os from 'node:os'

export const startedAt = Date.now()
let loads = 0

export async function look(): Promise<unknown> {
  loads++
  const began = Date.now()
  const [seconds] = process.hrtime()
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const elapsedMs = Date.now() - began
  return {
    loads, startedAt, elapsedMs, seconds,
    date: new Date().toISOString(),
    local: new Date(2024, 1, 29, 12).toString(),
    hour: new Date('2024-06-01T07:00:00').getHours(),
    random: Math.random(),
    uuid: crypto.randomUUID(),
    bytes: randomBytes(4).toString('hex'),
    roll: randomInt(1, 7),
    hash: createHash('sha1').update('x').digest('hex'),
    pid: process.pid,
    host: os.hostname(),
    monotonic: performance.now(),
    weak: new WeakRef({ kept: true }).deref(),
  }
}

export function identities(): unknown {
  const bytes = Buffer.from('x')
  return {
    buffer: bytes instanceof Uint8Array,
    array: new Uint8Array(1) instanceof Uint8Array,
    date: new Date() instanceof Date,
    wrong: {} instanceof Map,
    derived: new (class Mine extends Error {})() instanceof TypeError,
    promise: (async () => {})() instanceof Promise,
    clone: structuredClone({ list: [1] }).list instanceof Array,
    global: globalThis === (globalThis as { global?: unknown }).global,
  }
}

export function print(): void {
  console.log('printed', { by: 'the program' })
  process.stdout.write('and written')
}

export const end = (): never => process.exit(3)
export const throwLater = (): void => void setTimeout(() => {
  throw new Error('nobody catches this')
}, 1)
