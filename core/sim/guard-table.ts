/**
 * Everything of the host that would make a run irreproducible, and what to use instead.
 * `new Date(value)` and other pure uses stay allowed; only the ambient ones are trapped.
 */
export interface TrappedGlobal {
  /** Path from the global object, as a person writes it. */
  readonly path: string
  readonly replacement: string
}

const CLOCK = 'context.clock.now()'
const SLEEP = 'context.clock.sleep(us)'
const RANDOM = 'context.random'
const NO_NETWORK = 'a simulated link; a drill has no network'

export const TRAPPED_GLOBALS: readonly TrappedGlobal[] = [
  { path: 'Date', replacement: CLOCK },
  { path: 'performance.now', replacement: CLOCK },
  { path: 'process.hrtime', replacement: CLOCK },
  { path: 'process.uptime', replacement: CLOCK },
  { path: 'Math.random', replacement: RANDOM },
  { path: 'crypto.randomUUID', replacement: RANDOM },
  { path: 'crypto.getRandomValues', replacement: RANDOM },
  { path: 'setTimeout', replacement: SLEEP },
  { path: 'setInterval', replacement: SLEEP },
  { path: 'setImmediate', replacement: SLEEP },
  { path: 'AbortSignal.timeout', replacement: SLEEP },
  { path: 'process.nextTick', replacement: 'await' },
  { path: 'fetch', replacement: NO_NETWORK },
  { path: 'WebSocket', replacement: NO_NETWORK },
  { path: 'MessageChannel', replacement: 'context.signal()' },
  { path: 'BroadcastChannel', replacement: 'context.signal()' },
  { path: 'WeakRef', replacement: 'an ordinary reference' },
  { path: 'FinalizationRegistry', replacement: 'explicit disposal' },
]

export interface TrappedModule {
  readonly module: string
  /** Names of the trapped functions; `all` for every function the module exports. */
  readonly names: 'all' | readonly string[]
  readonly replacement: string
}

const VOLUMES = 'context.volumes'
const asyncCompression = [
  'deflate', 'inflate', 'gzip', 'gunzip', 'deflateRaw', 'inflateRaw', 'unzip', 'brotliCompress', 'brotliDecompress',
] as const

export const TRAPPED_MODULES: readonly TrappedModule[] = [
  { module: 'fs', names: 'all', replacement: VOLUMES },
  { module: 'fs/promises', names: 'all', replacement: VOLUMES },
  { module: 'child_process', names: 'all', replacement: 'context.spawn' },
  { module: 'worker_threads', names: ['Worker'], replacement: 'context.spawn' },
  { module: 'net', names: ['connect', 'createConnection', 'createServer', 'Socket'], replacement: NO_NETWORK },
  { module: 'tls', names: ['connect', 'createServer'], replacement: NO_NETWORK },
  { module: 'http', names: ['request', 'get', 'createServer'], replacement: NO_NETWORK },
  { module: 'https', names: ['request', 'get', 'createServer'], replacement: NO_NETWORK },
  { module: 'http2', names: ['connect', 'createServer'], replacement: NO_NETWORK },
  { module: 'dgram', names: ['createSocket'], replacement: NO_NETWORK },
  { module: 'dns', names: 'all', replacement: NO_NETWORK },
  { module: 'dns/promises', names: 'all', replacement: NO_NETWORK },
  { module: 'timers', names: ['setTimeout', 'setInterval', 'setImmediate'], replacement: SLEEP },
  { module: 'timers/promises', names: ['setTimeout', 'setInterval', 'setImmediate'], replacement: SLEEP },
  {
    module: 'crypto',
    names: ['randomBytes', 'randomUUID', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues'],
    replacement: RANDOM,
  },
  { module: 'zlib', names: asyncCompression, replacement: 'the synchronous call (deflateSync …)' },
  { module: 'os', names: ['hostname', 'uptime', 'freemem', 'loadavg', 'cpus'], replacement: 'a value in your plan' },
]
