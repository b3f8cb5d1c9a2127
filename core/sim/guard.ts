/**
 * Keeps ambient time, randomness, timers and I/O out of a run. While a session is open and not
 * suspended, each trapped call throws {@link AmbientAccessError}; the session also remembers it,
 * for an application may swallow the error. Sessions are suspended whenever the host gets its turn.
 */
import { TRAPPED_GLOBALS, TRAPPED_MODULES } from './guard-table.ts'
import type { TrappedGlobal } from './guard-table.ts'

export class AmbientAccessError extends Error {
  override readonly name = 'AmbientAccessError'
  readonly call: string
  readonly replacement: string

  constructor(call: string, replacement: string) {
    super(`${call} is not reproducible and was called inside a drill; use ${replacement} instead`)
    this.call = call
    this.replacement = replacement
  }
}

/** `call`: what was asked for. */
export type GuardViolation = Error & { readonly call?: string }

export interface GuardSession {
  /** The first trapped call of this session, if there was one. */
  violation: GuardViolation | null
  /** The kernel drains by `immediate`, so that ticks of hosted programs and of Node's streams end within their turn. */
  admitsTicks: boolean
}

const sessions: GuardSession[] = []
let suspensions = 0
let installedGlobals: (() => void)[] = []
let modulesWrapped = false

function forbid(call: string, replacement: string): never {
  const error = new AmbientAccessError(call, replacement)
  const session = sessions[sessions.length - 1]
  if (session) session.violation ??= error
  throw error
}

/**
 * Runs `work` with every ambient call trapped. Several may run side by side; one inside another must not, for a
 * suspension lifts a single session.
 */
export async function withGuard<T>(work: (session: GuardSession) => Promise<T>): Promise<T> {
  const session: GuardSession = { violation: null, admitsTicks: false }
  wrapModules()
  sessions.push(session)
  update()
  try {
    return await work(session)
  } finally {
    sessions.splice(sessions.indexOf(session), 1)
    update()
  }
}

/** From now on the sessions that are open let ticks through: a hosted program runs in one of them. */
export function admitTicks(): void {
  for (const session of sessions) session.admitsTicks = true
}

/** What a session must not have been asked for was asked for in a way of its own; the first such report is kept. */
export function reportViolation(error: GuardViolation): void {
  const session = sessions[sessions.length - 1]
  if (session) session.violation ??= error
}

/** Gives the host its own clock and timers back until {@link resumeGuard}. */
export function suspendGuard(): void {
  suspensions++
  update()
}

export function resumeGuard(): void {
  suspensions--
  update()
}

function active(): boolean {
  return sessions.length > suspensions
}

function update(): void {
  if (active() && installedGlobals.length === 0) installedGlobals = TRAPPED_GLOBALS.flatMap(installGlobal)
  if (!active() && installedGlobals.length > 0) {
    for (const restore of installedGlobals) restore()
    installedGlobals = []
  }
}

function installGlobal({ path, replacement }: TrappedGlobal): (() => void)[] {
  const names = path.split('.')
  const key = names[names.length - 1]!
  let owner: object = globalThis
  for (const name of names.slice(0, -1)) owner = Reflect.get(owner, name) as object
  const descriptor = Object.getOwnPropertyDescriptor(owner, key)
  const original: unknown = Reflect.get(owner, key)
  if (typeof original !== 'function' || (descriptor && !descriptor.configurable)) return []
  const trap = path === 'Date' ? dateTrap(replacement) : callTrap(path, replacement, original)
  Object.defineProperty(owner, key, { value: trap, configurable: true, writable: true, enumerable: false })
  return [
    () => {
      if (descriptor) Object.defineProperty(owner, key, descriptor)
      else Reflect.deleteProperty(owner, key)
    },
  ]
}

/** Functions that hang on a trapped one (`process.hrtime.bigint`) are trapped with it. */
function callTrap(path: string, replacement: string, original: object): () => unknown {
  function trapped(this: unknown, ...parameters: unknown[]): unknown {
    if (path === 'process.nextTick' && sessions.some(({ admitsTicks }) => admitsTicks))
      return Reflect.apply(original as never, this, parameters)
    return forbid(`${path}()`, replacement)
  }
  for (const name of Object.keys(original)) {
    const member: unknown = Reflect.get(original, name)
    if (typeof member === 'function') Reflect.set(trapped, name, callTrap(`${path}.${name}`, replacement, member))
  }
  return trapped
}

/** `new Date(value)` is pure; `new Date()`, `Date()` and `Date.now()` read the host's clock. */
function dateTrap(replacement: string): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args: unknown[], newTarget) =>
      args.length === 0
        ? forbid('new Date()', replacement)
        : (Reflect.construct(target, args, newTarget) as object),
    apply: () => forbid('Date()', replacement),
    get: (target, key, receiver): unknown =>
      key === 'now' ? () => forbid('Date.now()', replacement) : Reflect.get(target, key, receiver),
  })
}

/** Modules are wrapped once for good: their exports cannot be swapped as cheaply as globals. */
function wrapModules(): void {
  if (modulesWrapped) return
  modulesWrapped = true
  for (const { module, names, replacement } of TRAPPED_MODULES) {
    const exports = builtin(module)
    if (!exports) continue
    const keys = names === 'all' ? Object.keys(exports) : names
    for (const key of keys) wrapExport(module, exports, key, replacement)
  }
  const moduleApi = builtin('module') as { syncBuiltinESMExports(): void } | undefined
  moduleApi?.syncBuiltinESMExports()
}

function wrapExport(module: string, exports: Record<string, unknown>, key: string, replacement: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(exports, key)
  const original = descriptor?.value as unknown
  if (typeof original !== 'function' || descriptor?.writable === false) return
  exports[key] = new Proxy(original, {
    apply: (target, self, args: unknown[]): unknown =>
      active() ? forbid(`${module}.${key}()`, replacement) : Reflect.apply(target as never, self, args),
    construct: (target, args: unknown[], newTarget) =>
      active() ? forbid(`new ${module}.${key}()`, replacement) : (Reflect.construct(target, args, newTarget) as object),
  })
}

function builtin(name: string): Record<string, unknown> | undefined {
  return process.getBuiltinModule(`node:${name}` as never) as Record<string, unknown> | undefined
}
