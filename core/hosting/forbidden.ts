/** A module that may be imported, and fails as soon as anybody calls into it. */
import type { HostingError } from './hosting-error.ts'

export type Fail = (what: string) => HostingError

/**
 * Has every name that the host's module has, so that a program may destructure it and derive from its classes. Plain
 * values (`http.STATUS_CODES`) are the host's.
 */
export function forbiddenModule(name: string, fail: Fail): object {
  const module = hostModule(name)
  return module ? shadow(name, module, fail) : trap(name, fail)
}

function hostModule(name: string): object | undefined {
  return process.getBuiltinModule(`node:${name}` as never) as object | undefined
}

function shadow(name: string, module: object, fail: Fail): object {
  const members: Record<string, unknown> = {}
  for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
    const member = `${name}.${key}`
    if (key === 'promises') members[key] = shadow(member, Reflect.get(module, key) as object, fail)
    else members[key] = typeof value === 'function' || get ? trap(member, fail) : value
  }
  return members
}

/** Can be called, constructed and derived from, and every way fails. */
function trap(name: string, fail: Fail): (...parameters: unknown[]) => never {
  return function refused(): never {
    throw fail(name)
  }
}
