/** The `require` of a realm. */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { forbiddenModule } from './forbidden.ts'
import { HostingError } from './hosting-error.ts'
import { bareName, ruleOf } from './module-table.ts'
import { virtualModules } from './virtual-modules.ts'
import type { RealmParts } from './virtual-modules.ts'

/** Makes the error of a call that is refused, and reports it. */
export type Refuse = (what: string, module: string, reason: string) => HostingError

const BESIDE_TURNS = 'it works beside the turns of the simulation; use the synchronous calls'

export function requireOf(parts: Omit<RealmParts, 'fail' | 'require'>, refuse: Refuse): (specifier: string) => unknown {
  const loaded = new Map<string, unknown>()
  const virtual = virtualModules({
    ...parts,
    require: (specifier) => require(specifier),
    fail: (what) => refuse(what, what.slice(0, what.indexOf('.')), BESIDE_TURNS),
  })

  const load = (specifier: string, name: string): unknown => {
    const rule = ruleOf(specifier, builtinModules)
    if (!rule) throw notBundled(specifier)
    switch (rule.kind) {
      case 'virtual':
        return virtual[name]!()
      case 'pure':
        // A program that runs on Linux sees paths of Linux, whatever the host is.
        return name === 'path' ? posix : process.getBuiltinModule(`node:${name}` as never)
      case 'forbidden':
        return forbiddenModule(name, (what) => refuse(what, name, rule.reason))
      case 'native':
        throw refuse(name, name, rule.reason)
    }
  }
  const require = (specifier: string): unknown => {
    const name = bareName(specifier)
    if (!loaded.has(name)) loaded.set(name, load(specifier, name))
    return loaded.get(name)
  }
  return require
}

/** With Node's code for it: many programs try what they can do without. */
function notBundled(specifier: string): HostingError {
  const message = `require('${specifier}'): only what the bundler sees can be hosted; import it by a literal name`
  return new HostingError(specifier, message, 'MODULE_NOT_FOUND')
}
