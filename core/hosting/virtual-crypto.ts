/** `crypto` of a realm: the host's arithmetic, and randomness from the simulation. */
import type { RandomStream } from '../sim/random.ts'
import type { Ticks } from './ticks.ts'

const host = process.getBuiltinModule('node:crypto')

type Callback = (error: unknown, result?: unknown) => void
type Refuse = (what: string, reason: string) => never

/** Members that draw, or wait for threads of the host, and have nothing to stand for them. */
const REFUSED = [
  'checkPrime', 'diffieHellman', 'generateKey', 'generateKeyPair', 'generateKeyPairSync', 'generateKeySync',
  'generatePrime', 'generatePrimeSync', 'hkdf', 'createECDH', 'createDiffieHellman',
] as const

/** Members that the host answers from another thread; here from the synchronous one, in a turn of its own. */
const FROM_SYNC = ['pbkdf2', 'scrypt'] as const

export function virtualCrypto(random: RandomStream, { nextTick, setImmediate }: Ticks, refuse: Refuse) {
  const fill = <T extends NodeJS.ArrayBufferView | ArrayBuffer>(target: T, offset = 0, size?: number): T => {
    const bytes = ArrayBuffer.isView(target)
      ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      : new Uint8Array(target)
    const end = size === undefined ? bytes.length : offset + size
    for (let at = offset; at < end; at++) bytes[at] = random.below(256)
    return target
  }
  const answer = (callback: Callback | undefined, result: unknown): unknown => {
    if (!callback) return result
    nextTick(() => callback(null, result))
    return undefined
  }
  const randomBytes = (size: number, callback?: Callback) => answer(callback, fill(Buffer.alloc(size)))
  const randomUUID = (): string => {
    const bytes = fill(Buffer.alloc(16))
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  }
  const getRandomValues = <T extends NodeJS.ArrayBufferView>(target: T): T => fill(target)
  const web = {
    getRandomValues,
    randomUUID,
    get subtle() {
      return refuse('crypto.subtle', 'it answers from other threads; use the synchronous calls of the module crypto')
    },
  }
  return {
    ...host,
    randomBytes,
    pseudoRandomBytes: randomBytes,
    randomFillSync: fill,
    randomFill(target: NodeJS.ArrayBufferView, ...rest: unknown[]): void {
      const callback = rest.pop() as Callback
      answer(callback, fill(target, rest[0] as number | undefined, rest[1] as number | undefined))
    },
    randomInt(...given: unknown[]): unknown {
      const callback = typeof given.at(-1) === 'function' ? (given.pop() as Callback) : undefined
      const [low, high] = (given.length < 2 ? [0, given[0]] : given) as [number, number]
      return answer(callback, low + random.below(high - low))
    },
    randomUUID,
    getRandomValues,
    webcrypto: web,
    get subtle() {
      return web.subtle
    },
    ...Object.fromEntries(REFUSED.map((name) => [
      name,
      () => refuse(`crypto.${name}`, 'it is random or answers from other threads; bring keys along as data'),
    ])),
    ...Object.fromEntries(FROM_SYNC.map((name) => [name, fromSync(host[`${name}Sync`] as never, setImmediate)])),
  }
}

/** An asynchronous call made of a synchronous one. */
export function fromSync(call: (...parameters: unknown[]) => unknown, later: Ticks['setImmediate']) {
  return (...parameters: unknown[]): void => {
    const callback = parameters.pop() as Callback
    const [error, result] = attempt(() => call(...parameters))
    later(() => (error === null ? callback(null, result) : callback(error)))
  }
}

function attempt(work: () => unknown): readonly [error: unknown, result?: unknown] {
  try {
    return [null, work()]
  } catch (error) {
    return [error]
  }
}
