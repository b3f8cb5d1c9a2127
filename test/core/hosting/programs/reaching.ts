/* eslint-disable @typescript-eslint/no-require-imports -- that is how native addons are loaded */
/** Reaches for what no simulation holds. */
import { spawn, execSync } from 'node:child_process'
import http from 'node:http'
import net from 'node:net'
import { Worker, isMainThread, threadId } from 'node:worker_threads'
import zlib from 'node:zlib'

export class Client extends net.Socket {}

export const plain = { status: http.STATUS_CODES[404], isMainThread, threadId, classes: typeof net.Server }

export const reach = {
  connect: () => net.connect(80),
  derive: () => new Client(),
  request: () => http.request('http://localhost'),
  promised: async () => (await import('node:dns')).promises.lookup('localhost'),
  spawn: () => spawn('ls'),
  exec: () => execSync('ls'),
  worker: () => new Worker('x'),
  fetch: () => fetch('http://localhost'),
  stream: () => zlib.createGzip(),
  wait: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  subtle: () => crypto.subtle.digest('SHA-1', new Uint8Array()),
  addon: () => require('./addon.node') as unknown,
  bindings: () => require('bindings') as unknown,
  kill: () => process.kill(process.pid, 9),
  dynamic: (name: string) => import(name),
}

export function swallow(): void {
  try {
    reach.connect()
  } catch {
    // As many programs do.
  }
}
