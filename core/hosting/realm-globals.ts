/** The globals of a realm beside those of the language. */
import { Buffer } from 'node:buffer'
import { format, inspect } from 'node:util'
import type { RealmParts } from './virtual-modules.ts'
import type { HostedWorld } from './world.ts'

type Refuse = (what: string, reason: string) => never

/** Of the language: both realms have them, and objects of either reach the other. */
const SHARED_CLASSES = [
  'Array', 'ArrayBuffer', 'BigInt64Array', 'BigUint64Array', 'DataView', 'Date', 'Error', 'EvalError', 'Float32Array',
  'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Map', 'Object', 'Promise', 'RangeError',
  'ReferenceError', 'RegExp', 'Set', 'SharedArrayBuffer', 'SyntaxError', 'TypeError', 'URIError', 'Uint16Array',
  'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'AggregateError',
] as const

/** Of Node and the web, and pure. */
const HOST_GLOBALS = [
  'AbortController', 'Blob', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'DOMException', 'Event', 'EventTarget',
  'ReadableStream', 'TextDecoder', 'TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'TransformStream', 'URL',
  'URLSearchParams', 'WritableStream', 'atob', 'btoa', 'structuredClone',
] as const

const NETWORK = 'a hosted program has no network'
const ASIDE = 'it works beside the turns of the simulation; use timers or promises'

const REFUSED_GLOBALS = {
  fetch: NETWORK,
  WebSocket: NETWORK,
  EventSource: NETWORK,
  XMLHttpRequest: NETWORK,
  BroadcastChannel: ASIDE,
  MessageChannel: ASIDE,
  MessagePort: ASIDE,
} as const

export function hostClasses(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(SHARED_CLASSES.map((name) => [name, hostGlobal(name)]))
}

const hostGlobal = (name: string): unknown => Reflect.get(globalThis, name) as unknown

export function realmGlobals(parts: Omit<RealmParts, 'fail' | 'require'>, refuse: Refuse): Readonly<Record<string, unknown>> {
  const { ticks, process, console, performance, crypto } = parts
  const { promises: _promises, nextTick: _tick, ...timers } = ticks
  const refused = Object.entries(REFUSED_GLOBALS).map(([name, reason]) => [
    name,
    function () {
      return refuse(name, reason)
    },
  ])
  return {
    ...Object.fromEntries(HOST_GLOBALS.map((name) => [name, hostGlobal(name)])),
    ...Object.fromEntries(refused),
    ...timers,
    Buffer,
    AbortSignal: abortSignal(ticks.setTimeout),
    console,
    crypto: crypto.webcrypto,
    performance,
    process,
  }
}

function abortSignal(setTimeout: RealmParts['ticks']['setTimeout']): unknown {
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms)
    return controller.signal
  }
  return new Proxy(AbortSignal, {
    get: (target, name) => (name === 'timeout' ? timeout : (Reflect.get(target, name) as unknown)),
  })
}

const PRINTING = ['debug', 'dir', 'error', 'info', 'log', 'trace', 'warn', 'dirxml', 'table'] as const
const IDLE = ['clear', 'count', 'countReset', 'group', 'groupCollapsed', 'groupEnd', 'time', 'timeEnd', 'timeLog'] as const

export function virtualConsole({ printed }: HostedWorld): object {
  const print = (...values: unknown[]): void => printed(`${format(...values)}\n`)
  return {
    ...Object.fromEntries(PRINTING.map((name) => [name, print])),
    ...Object.fromEntries(IDLE.map((name) => [name, () => {}])),
    dir: (value: unknown) => printed(`${inspect(value)}\n`),
    assert: (condition: unknown, ...values: unknown[]) => {
      if (!condition) print('Assertion failed', ...values)
    },
  }
}
