/**
 * One definition for the three forms of a call of `node:fs`. A program says which system calls it wants by yielding
 * them; who runs it decides whether each is answered at once (`fooSync`) or in a turn of its own (`foo`, promises).
 */
import type { CallOrigins } from '../call-origins.ts'
import type { FileCalls, FilePromises } from '../file-calls.ts'
import { FileError } from '../file-error.ts'

export interface Call {
  readonly name: keyof FileCalls
  readonly parameters: unknown[]
}

export type Program<T> = Generator<Call, T, unknown>

type AnyCall = (...parameters: unknown[]) => unknown

/** The smallest program: one system call. */
export function* call<Name extends keyof FileCalls>(
  name: Name,
  ...parameters: Parameters<FileCalls[Name]>
): Program<ReturnType<FileCalls[Name]>> {
  return (yield { name, parameters }) as ReturnType<FileCalls[Name]>
}

/** Runs a program whose errors tell a system call and paths other than those that failed: what the caller asked for. */
export function* toldAs<T>(syscall: string, program: Program<T>, path?: string, destination?: string): Program<T> {
  try {
    return yield* program
  } catch (error) {
    throw error instanceof FileError ? new FileError(error.code, syscall, path, destination) : error
  }
}

/** In whose name the system calls of a program are made. */
export interface Asked {
  readonly origin: Error | null
  readonly origins: CallOrigins
}

export function runSync<T>(program: Program<T>, calls: FileCalls, { origin, origins }: Asked): T {
  let step = program.next()
  while (!step.done) {
    const { name, parameters } = step.value
    let answer: unknown
    try {
      answer = origins.within(origin, () => (calls[name] as AnyCall).apply(calls, parameters))
    } catch (error) {
      step = program.throw(error)
      continue
    }
    step = program.next(answer)
  }
  return step.value
}

/** The rest of a program after its first step, which throws what is wrong with the arguments. */
export async function finish<T>(
  program: Program<T>,
  first: IteratorResult<Call, T>,
  calls: FilePromises,
  { origin, origins }: Asked,
): Promise<T> {
  let step = first
  while (!step.done) {
    const { name, parameters } = step.value
    let answer: unknown
    try {
      answer = await origins.within(origin, () => (calls[name] as AnyCall).apply(calls, parameters))
    } catch (error) {
      step = program.throw(error)
      continue
    }
    step = program.next(answer)
  }
  return step.value
}
