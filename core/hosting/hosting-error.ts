/** What a hosted program gets when it reaches for something that no simulation holds. */
export class HostingError extends Error {
  override readonly name = 'HostingError'
  readonly code: string
  /** The module that was reached for, without `node:`. */
  readonly module: string

  constructor(module: string, message: string, code = 'ERR_HOSTING') {
    super(message)
    this.module = module
    this.code = code
  }
}

/** @param importers files that import the module, as far as they are known */
export function refusal(
  what: string,
  module: string,
  reason: string,
  importers: readonly string[] = [],
): HostingError {
  const from = importers.length === 0 ? '' : ` (imported by ${importers.join(', ')})`
  return new HostingError(module, `${what}${from}: ${reason}`)
}
