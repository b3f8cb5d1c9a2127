/**
 * What an application is to the simulated world: volumes it needs, a boot that opens
 * whatever those volumes hold, and, if it can, a way to come to rest (quiesce).
 */
import type { Volume } from '../block/volume.ts'
import type { CheckPolicy } from '../fs/boot-files.ts'
import type { FileSystem } from '../fs/file-calls.ts'
import type { FileSystemDefects, MountOptions, MountPreset } from '../fs/mount-options.ts'
import type { RandomStream } from '../sim/random.ts'
import type { Mutex, Signal } from '../sim/signal.ts'
import type { NoProperties, Properties, PropertyDetails, PropertyNames } from './properties.ts'

/** Virtual time. Microseconds since the run began. */
export interface AppClock {
  now(): number
  sleep(durationUs: number): Promise<void>
}

/**
 * Named stretches of work that the tester knows. `checkpoint` and `recovery` only feed the coverage
 * table; `sync` is a promise: when it ends, all operations acknowledged before it began are durable.
 */
export type SpanName = 'checkpoint' | 'recovery' | 'sync' | (string & {})

/** Everything an application may touch. There is no other way to time, randomness or storage. */
export interface AppContext<
  VolumeName extends string = string,
  Declared extends Properties = NoProperties,
  FileSystemName extends string = string,
> {
  readonly machine: string
  readonly volumes: { readonly [name in VolumeName]: Volume }
  /** Mounted, and recovered if need be, before the application boots. */
  readonly fileSystems: { readonly [name in FileSystemName]: FileSystem }
  readonly clock: AppClock
  readonly random: RandomStream
  /** Starts a background process. It dies with the machine: nothing of it runs after a crash, no `finally` either. */
  spawn(name: string, run: () => Promise<void>): void
  signal<T = void>(): Signal<T>
  mutex(): Mutex
  /** Runs `work` and records when it began and ended. */
  span<T>(name: SpanName, work: () => Promise<T>): Promise<T>
  /** States that a condition holds. When it does not, the drill fails with `assertion-failed`; the program goes on. */
  always(name: PropertyNames<Declared, 'always'>, condition: boolean, details?: PropertyDetails): void
  /** States that a condition holds now and then. When it never does in a whole campaign, that is told as not covered. */
  sometimes(name: PropertyNames<Declared, 'sometimes'>, condition: boolean): void
  /** Says that this place was reached. When it never is in a whole campaign, that is told as not covered. */
  reachable(name: PropertyNames<Declared, 'reachable'>): void
  /** Says that this place should not have been reached: `assertion-failed`; the program goes on. */
  unreachable(name: PropertyNames<Declared, 'unreachable'>, details?: PropertyDetails): void
}

/** `'64MiB'`, `'512KiB'`, `'1GiB'` or bytes; a multiple of 4 KiB. */
export type Size = number | `${number}${'B' | 'KiB' | 'MiB' | 'GiB'}`

/** A volume with a journaling file system on it. */
export interface FileSystemSpec {
  /** At least 384 KiB. */
  readonly size: Size
  /** How it behaves in a crash. Default `ext4`. */
  readonly mount?: MountPreset | MountOptions
  /** Planted defects, for proving that tests notice. Default none. */
  readonly defects?: FileSystemDefects
  /** Whether it is checked and repaired before it is used. Default `damaged`: when the mount finds damage. */
  readonly check?: CheckPolicy
  /**
   * The operating system boots from it: it has its files there, without which the machine does not boot, and writes to it
   * now and then. One file system at most. Default false.
   */
  readonly boot?: boolean
  /** How often an operating system that boots from it writes to its log there, in µs. Default 2,000: short drills see it at work. */
  readonly systemLogEveryUs?: number
}

/** How an application comes to rest for an app-consistent point. */
export interface Quiesce<Instance> {
  /** Finish what runs, hold what comes, bring everything to the volumes. Throwing is a veto: there will be no point. */
  readonly freeze: (instance: Instance) => Promise<unknown> | unknown
  /** Let held work go on. Called after the snapshot, after a failed one, and after a time-out. */
  readonly thaw?: (instance: Instance) => Promise<unknown> | unknown
  /** True: recovery from such a point must need no replay, and the tester checks it (verdict `not-clean`). Default false. */
  readonly clean?: boolean
}

export interface AppDefinition<
  VolumeName extends string = string,
  Instance = unknown,
  Declared extends Properties = NoProperties,
  FileSystemName extends string = string,
> {
  readonly name: string
  /** Plain volumes. An application needs a volume or a file system. */
  readonly volumes?: { readonly [name in VolumeName]: Size }
  /** Volumes with a file system: a size, or a size and how it is mounted. */
  readonly fileSystems?: { readonly [name in FileSystemName]: Size | FileSystemSpec }
  /** The properties that the code reports through its context, each with its kind. Default none. */
  readonly properties?: Declared
  /** Opens the application on its volumes, empty or not, with whatever recovery that needs. The same code boots the replica. */
  readonly boot: (context: AppContext<VolumeName, Declared, FileSystemName>) => Promise<Instance> | Instance
  /** What makes a point app-consistent. A function is short for `{ freeze }`. Absent: the machine has no writer for this application. */
  readonly quiesce?: Quiesce<Instance> | ((instance: Instance) => Promise<unknown> | unknown)
  /**
   * A clean shutdown: finish what runs, bring everything to the volumes. After it every acknowledged operation must
   * be durable, whatever the scenario's contract says of a crash (else verdict `never-durable`). Absent: the process is ended.
   */
  readonly close?: (instance: Instance) => Promise<unknown> | unknown
  /**
   * `foreign`: the application is code that queues ticks and immediates of the host on its own, as Node's streams do. The
   * kernel then lets all of them run before it goes on, which costs more. Default `own`.
   */
  readonly turns?: 'own' | 'foreign'
  /**
   * Text of code that the scenario does not import and the application runs all the same: a hosted program. A change of it
   * is a change of the scenario.
   */
  readonly code?: string
  /** Absolute paths of the files that `code` is made of, for whoever watches them. */
  readonly codeFiles?: readonly string[]
  /** How many log records the boot of this instance had to replay; feeds coverage and `not-clean`. */
  readonly replayed?: (instance: Instance) => number
}

/**
 * Thrown by an application to say that an operation was certainly not applied. Any other
 * rejection leaves the outcome unknown.
 */
export class Rejected extends Error {
  override readonly name = 'Rejected'
}
