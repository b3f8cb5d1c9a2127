/** The three forms of a call, made from its program. */
import { NO_ORIGINS } from '../call-origins.ts'
import type { FileSystem } from '../file-calls.ts'
import { wrongType } from './argument-error.ts'
import { finish, runSync } from './program.ts'
import type { Asked, Program } from './program.ts'
import type { NodeFsSettings } from './settings.ts'

export type AnyProgram = (...parameters: never[]) => Program<unknown>
type Parameters = readonly unknown[]
type Callback = (error: unknown, ...results: unknown[]) => void

const started = (program: AnyProgram, parameters: Parameters): Program<unknown> =>
  (program as (...given: Parameters) => Program<unknown>)(...parameters)

export interface Forms {
  sync(program: AnyProgram): (...parameters: unknown[]) => unknown
  promise(program: AnyProgram): (...parameters: unknown[]) => Promise<unknown>
  /** @param results what follows the error in the callback. Default: the program's result alone */
  callback(
    program: AnyProgram,
    results?: (result: unknown, parameters: Parameters) => readonly unknown[],
  ): (...parameters: unknown[]) => void
  /** Calls back in the turn in which a promise settles. */
  deliver(promise: Promise<unknown>, callback: Callback, results?: (result: unknown) => readonly unknown[]): void
}

export function formsOf({ sync, promises, origins = NO_ORIGINS }: FileSystem, { answer, uncaught }: NodeFsSettings): Forms {
  const deliver: Forms['deliver'] = (promise, callback, results = (result) => (result === undefined ? [] : [result])) => {
    const tell = (...given: unknown[]): void => answer(() => {
      try {
        Reflect.apply(callback, undefined, given)
      } catch (error) {
        uncaught(error)
      }
    })
    void promise.then((result) => tell(null, ...results(result)), tell)
  }

  const asked = (): Asked => ({ origin: origins.take(), origins })

  /** The first step throws what is wrong with the arguments; the rest is for later, and the program's line is known now. */
  const begin = (program: AnyProgram, parameters: Parameters): Promise<unknown> => {
    const begun = started(program, parameters)
    return finish(begun, begun.next(), promises, asked())
  }

  return {
    deliver,
    sync: (program) => (...parameters) => runSync(started(program, parameters), sync, asked()),
    promise: (program) => async (...parameters) => begin(program, parameters),
    callback: (program, results) => (...given) => {
      const callback = callbackOf(given)
      const parameters = given.slice(0, given.indexOf(callback))
      deliver(begin(program, parameters), callback, results && ((result) => results(result, parameters)))
    },
  }
}

/** The last argument; whatever was given behind a function is not looked at. */
export function callbackOf(parameters: readonly unknown[]): Callback {
  const callback = parameters.find((parameter) => typeof parameter === 'function')
  if (!callback) throw wrongType('cb', 'of type function', parameters.at(-1))
  return callback as Callback
}
