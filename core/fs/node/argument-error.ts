/** What Node throws for arguments that no system call should see. Source: the page "Errors" of Node's documentation. */
import { inspect } from 'node:util'

type Thrown = Error & { readonly code: string }

const withCode = (error: Error, code: string): Thrown => Object.assign(error, { code })

/** @param expected such as `of type string or an instance of Buffer or URL` */
export function wrongType(name: string, expected: string, value: unknown): Thrown {
  const message = `The "${name}" ${name.includes('.') ? 'property' : 'argument'} must be ${expected}.${received(value)}`
  return withCode(new TypeError(message), 'ERR_INVALID_ARG_TYPE')
}

/** @param reason such as `must be a string without null bytes` */
export function wrongValue(name: string, value: unknown, reason = 'is invalid'): Thrown {
  const kind = name.includes('.') ? 'property' : 'argument'
  return withCode(new TypeError(`The ${kind} '${name}' ${reason}. Received ${inspect(value)}`), 'ERR_INVALID_ARG_VALUE')
}

/** @param range such as `>= 0 && <= 3` */
export function outOfRange(name: string, range: string, value: unknown): Thrown {
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${inspect(value)}`
  return withCode(new RangeError(message), 'ERR_OUT_OF_RANGE')
}

export function unavailable(feature: string): Thrown {
  return withCode(
    new TypeError(`${feature}: a simulated file system tells nobody of changes; read the file instead of watching it`),
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
  )
}

export function aborted(cause: unknown): Error {
  const error = withCode(new Error('The operation was aborted', { cause }), 'ABORT_ERR')
  error.name = 'AbortError'
  return error
}

/** `rm` of a directory that was not asked to recurse. */
export function isDirectory(path: string): Thrown {
  const message = `Path is a directory: rm returned EISDIR (is a directory) ${path}`
  const error = Object.assign(new Error(message), { code: 'ERR_FS_EISDIR', errno: 21, syscall: 'rm', path })
  error.name = 'SystemError'
  return error
}

function received(value: unknown): string {
  if (value === undefined || value === null) return ` Received ${value}`
  if (typeof value === 'function') return ` Received function ${value.name}`
  if (typeof value === 'object') {
    const name = (value as { constructor?: { name?: string } }).constructor?.name
    return name ? ` Received an instance of ${name}` : ` Received ${inspect(value, { depth: -1 })}`
  }
  const text = inspect(value)
  return ` Received type ${typeof value} (${text.length > 28 ? `${text.slice(0, 25)}...` : text})`
}
