/** What a hosted program gets for each module of Node that it imports. */

/**
 * - `pure`: the host's own; it computes and reaches nothing;
 * - `virtual`: made for the realm, see `virtual-modules.ts`;
 * - `forbidden`: may be imported; whoever calls into it gets an error with the reason. What it holds beside functions
 *   can be read;
 * - `native`: cannot even be imported.
 */
export type ModuleRule =
  | { readonly kind: 'pure' | 'virtual' }
  | { readonly kind: 'forbidden'; readonly reason: string }
  | { readonly kind: 'native'; readonly reason: string }

const NETWORK = 'a hosted program has no network; drill the part that stores data, or give it a fake of the other side'
const PROCESSES = 'a hosted program is one process; call what the other one would do directly'
const INSIDE = 'it would leave the simulated process; what runs there could not be reproduced'
const ADDON = 'native addons bring their own I/O and cannot be hosted; use a build in JavaScript or WebAssembly'

const rules = (kind: 'pure' | 'virtual', names: string): [string, ModuleRule][] =>
  names.split(' ').map((name) => [name, { kind }])

const refused = (kind: 'forbidden' | 'native', reason: string, names: string): [string, ModuleRule][] =>
  names.split(' ').map((name) => [name, { kind, reason }])

export const MODULE_TABLE: ReadonlyMap<string, ModuleRule> = new Map([
  ...rules('pure', 'assert assert/strict async_hooks buffer constants diagnostics_channel events path path/posix path/win32'),
  ...rules('pure', 'punycode querystring readline readline/promises stream stream/consumers stream/promises stream/web'),
  ...rules('pure', 'string_decoder sys url util util/types'),
  ...rules('virtual', 'console crypto fs fs/promises module os perf_hooks process timers timers/promises tty v8'),
  ...rules('virtual', 'worker_threads zlib'),
  ...refused('forbidden', NETWORK, 'dgram dns dns/promises http http2 https net tls'),
  ...refused('forbidden', PROCESSES, 'child_process cluster'),
  ...refused('forbidden', INSIDE, 'domain inspector inspector/promises repl sea sqlite test trace_events vm wasi'),
  ...refused('native', ADDON, 'bindings node-gyp-build @mapbox/node-pre-gyp node-pre-gyp'),
])

/** Packages that do nothing but load a native addon; they stay outside the bundle so that the refusal can name them. */
export const NATIVE_LOADERS = [...MODULE_TABLE].filter(([, { kind }]) => kind === 'native').map(([name]) => name)

const UNKNOWN: ModuleRule = { kind: 'forbidden', reason: INSIDE }
const NATIVE_FILE: ModuleRule = { kind: 'native', reason: ADDON }

/** @returns undefined for what is neither a module of Node nor a native addon */
export function ruleOf(specifier: string, builtins: readonly string[]): ModuleRule | undefined {
  const name = bareName(specifier)
  if (name.endsWith('.node')) return NATIVE_FILE
  return MODULE_TABLE.get(name) ?? (specifier.startsWith('node:') || builtins.includes(name) ? UNKNOWN : undefined)
}

export const bareName = (specifier: string): string => specifier.replace(/^node:/, '')
