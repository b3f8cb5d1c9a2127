import childProcess from 'node:child_process'
import crypto, { randomBytes } from 'node:crypto'
import dgram from 'node:dgram'
import dns from 'node:dns'
import fs, { existsSync } from 'node:fs'
import fsPromises from 'node:fs/promises'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import os from 'node:os'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'
import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { letHostRun } from '../../../core/sim/breathe.ts'
import { TRAPPED_GLOBALS, TRAPPED_MODULES } from '../../../core/sim/guard-table.ts'
import { AmbientAccessError, resumeGuard, suspendGuard, withGuard } from '../../../core/sim/guard.ts'
import type { GuardSession } from '../../../core/sim/guard.ts'

type Callable = (...values: unknown[]) => unknown

/** What a call throws; null when it does not. */
function thrownBy(call: () => unknown): unknown {
  try {
    call()
    return null
  } catch (error) {
    return error
  }
}

const thrownInside = (call: () => unknown): Promise<unknown> => withGuard(async () => thrownBy(call))

/** The owner of the function at the end of a path of names, looked up now. */
function ownerOf(path: string): Record<string, unknown> {
  return path.split('.').slice(0, -1).reduce<Record<string, unknown>>((owner, name) => owner[name] as never, globalThis as never)
}

const lastName = (path: string): string => path.split('.').at(-1)!
const lookUp = (path: string): unknown => ownerOf(path)[lastName(path)]

const presentGlobals = TRAPPED_GLOBALS.filter(({ path }) => typeof lookUp(path) === 'function')

describe('a trapped global', () => {
  it('is every row of the table that this host has', () => {
    expect(presentGlobals.length).toBeGreaterThan(12)
  })

  it.each(presentGlobals)('$path throws inside a run and names itself and $replacement', async ({ path, replacement }) => {
    const error = (await thrownInside(() => (lookUp(path) as Callable)())) as AmbientAccessError
    expect(error).toBeInstanceOf(AmbientAccessError)
    expect(error.call).toBe(`${path}()`)
    expect(error.replacement).toBe(replacement)
    expect(error.message).toBe(`${path}() is not reproducible and was called inside a drill; use ${replacement} instead`)
  })

  it.each(presentGlobals)('$path throws when it is constructed, too', async ({ path }) => {
    expect(await thrownInside(() => new (lookUp(path) as new () => unknown)())).toBeInstanceOf(AmbientAccessError)
  })

  it.each(presentGlobals)('$path is itself again after the run, down to its descriptor', async ({ path }) => {
    const before = [lookUp(path), Object.getOwnPropertyDescriptor(ownerOf(path), lastName(path))]
    await thrownInside(() => (lookUp(path) as Callable)())
    expect([lookUp(path), Object.getOwnPropertyDescriptor(ownerOf(path), lastName(path))]).toEqual(before)
    expect(lookUp(path)).toBe(before[0])
  })

  it('traps the functions that hang on it', async () => {
    const error = await thrownInside(() => process.hrtime.bigint())
    expect(error).toBeInstanceOf(AmbientAccessError)
    expect((error as AmbientAccessError).call).toBe('process.hrtime.bigint()')
    expect(typeof process.hrtime.bigint()).toBe('bigint')
  })

  it('works outside a run', () => {
    expect(Date.now()).toBeGreaterThan(0)
    expect(Math.random()).toBeLessThan(1)
    expect(performance.now()).toBeGreaterThan(0)
    expect(globalThis.crypto.randomUUID()).toHaveLength(36)
    expect(new WeakRef({}).deref).toBeTypeOf('function')
  })
})

describe('Date inside a run', () => {
  it('reads no clock', async () => {
    const calls = await withGuard(async () =>
      [() => new Date(), () => Date(), () => Date.now(), () => new (class extends Date {})()].map(
        (call) => (thrownBy(call) as AmbientAccessError).call,
      ),
    )
    expect(calls).toEqual(['new Date()', 'Date()', 'Date.now()', 'new Date()'])
  })

  it('still computes', async () => {
    const pure = await withGuard(async () => [
      new Date(0).toISOString(),
      new Date(2026, 0, 2).getFullYear(),
      Date.UTC(2026, 0, 1),
      Date.parse('2026-01-01T00:00:00Z'),
      new Date(5) instanceof Date,
    ])
    expect(pure).toEqual(['1970-01-01T00:00:00.000Z', 2026, 1767225600000, 1767225600000, true])
  })
})

const trappedExports = TRAPPED_MODULES.flatMap(({ module, names, replacement }) => {
  const exports = process.getBuiltinModule(`node:${module}` as never) as Record<string, unknown>
  const isFunction = (name: string): boolean => typeof Object.getOwnPropertyDescriptor(exports, name)?.value === 'function'
  const trapped = names === 'all' ? Object.keys(exports).filter(isFunction) : names
  return trapped.map((name) => ({ module, name, replacement, exports }))
})

/** A harmless real use of every module in the table. */
const realUses: Readonly<Record<string, () => unknown>> = {
  fs: () => fs.existsSync('.'),
  'fs/promises': () => fsPromises.access('.'),
  child_process: () => new childProcess.ChildProcess(),
  worker_threads: () => new Worker('', { eval: true }).terminate(),
  net: () => net.createServer(),
  tls: () => tls.createServer(),
  http: () => http.createServer(),
  https: () => https.createServer(),
  http2: () => http2.createServer(),
  dgram: () => dgram.createSocket('udp4').close(),
  dns: () => dns.getServers(),
  'dns/promises': () => dns.promises.getServers(),
  timers: () => timers.setTimeout(() => {}, 0),
  'timers/promises': () => timersPromises.setTimeout(0),
  crypto: () => crypto.randomBytes(4),
  zlib: () => zlib.gzip(Buffer.from('x'), () => {}),
  os: () => os.hostname(),
}

describe('a trapped export of a module', () => {
  it('is everything that the table names', async () => {
    expect(trappedExports.length).toBeGreaterThan(150)
    const untrapped = await withGuard(async () =>
      trappedExports.flatMap(({ module, name, exports }) => {
        const error = thrownBy(() => (exports[name] as Callable)())
        // An accessor that leads to a global carries the name of that global.
        const named = error instanceof AmbientAccessError && error.call.endsWith(`${name}()`)
        return named ? [] : [`${module}.${name}: ${String(error)}`]
      }),
    )
    expect(untrapped).toEqual([])
  })

  it('throws for who imported it by name, and names what to use instead', async () => {
    const error = (await thrownInside(() => existsSync('.'))) as AmbientAccessError
    expect(error.message).toBe('fs.existsSync() is not reproducible and was called inside a drill; use context.volumes instead')
    expect(((await thrownInside(() => randomBytes(4))) as AmbientAccessError).call).toBe('crypto.randomBytes()')
    expect(((await thrownInside(() => new net.Socket())) as AmbientAccessError).call).toBe('new net.Socket()')
  })

  it.each(TRAPPED_MODULES)('of $module works outside a run, and between the turns of one', async ({ module }) => {
    const use = realUses[module]!
    await withGuard(async () => {})
    await use()
    await withGuard(async () => {
      suspendGuard()
      await use()
      resumeGuard()
    })
  })

  it('leaves pure calls alone', async () => {
    const digest = await withGuard(async () => crypto.createHash('sha256').update('x').digest('hex'))
    expect(digest).toBe(crypto.createHash('sha256').update('x').digest('hex'))
    expect(await withGuard(async () => zlib.inflateSync(zlib.deflateSync(Buffer.from('x'))).toString())).toBe('x')
  })
})

describe('a guard session', () => {
  it('remembers its first violation although the application swallows it', async () => {
    let kept: GuardSession | null = null
    await withGuard(async (session) => {
      kept = session
      expect(session.violation).toBeNull()
      thrownBy(() => Math.random())
      thrownBy(() => Date.now())
    })
    expect(kept!.violation?.call).toBe('Math.random()')
  })

  it('begins without one, whatever the last session did', async () => {
    await thrownInside(() => Math.random())
    expect(await withGuard(async (session) => session.violation)).toBeNull()
  })

  it('ends when its work fails', async () => {
    await expect(withGuard(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(thrownBy(() => Math.random())).toBeNull()
  })

  it('goes on until the outer one of two has ended', async () => {
    const errors = await withGuard(async () => {
      await withGuard(async () => {})
      return thrownBy(() => Math.random())
    })
    expect(errors).toBeInstanceOf(AmbientAccessError)
    expect(thrownBy(() => Math.random())).toBeNull()
  })

  it('gives the host its own clock while it has its turn, and takes it back', async () => {
    const hostTimer = setTimeout
    const seen: unknown[] = []
    const session = await withGuard(async (current) => {
      hostTimer(() => seen.push(thrownBy(() => Date.now())), 0)
      while (seen.length === 0) await new Promise<void>(letHostRun)
      seen.push(thrownBy(() => Math.random()) instanceof AmbientAccessError)
      return current
    })
    expect(seen).toEqual([null, true])
    expect(session.violation?.call).toBe('Math.random()')
  })
})
