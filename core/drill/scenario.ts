/** `scenario`: a workload on machines, a model of what it should do, and what must hold. */
import type fc from 'fast-check'
import type { DeviceProfileName } from '../block/device-profile.ts'
import type { FaultKind } from '../block/faults.ts'
import type { WritebackSchedule } from '../fs/mount-options.ts'
import type { AppDefinition } from '../machine/app.ts'
import type { Durability, OperationRecord } from '../oracle/history.ts'
import type { Model } from '../oracle/model.ts'
import type { Verdict } from '../oracle/verdict.ts'
import type { ReplicationPolicy } from '../replication/policy.ts'
import type { DisasterKind } from './plan.ts'

// An application is contravariant in its own instance, so the constraint has to be open.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyApp = AppDefinition<any, any, any>

/** What `apply` and `observe` get: the opened application of each machine. */
export type Instances<Machines extends Record<string, AnyApp>> = {
  readonly [name in keyof Machines]: Machines[name] extends { readonly boot: (context: never) => infer Booted }
    ? Awaited<Booted>
    : never
}

/** What a user's invariant is told about a recovery. Never a disk. */
export interface InvariantContext<Operation, Observed> {
  /** `power-cut`, `process-kill`, `os-reset`, `crash-consistent`, `app-consistent`, `latest` … */
  readonly kind: string
  readonly contract: Durability
  /** Operations whose acknowledgement lies inside the cut. */
  readonly must: readonly OperationRecord<Operation>[]
  /** Operations of which something may lie inside the cut; contains `must`. */
  readonly may: readonly OperationRecord<Operation>[]
  readonly observed: Observed
}

/** A model, ready or of your own. The parts of an operation need not have its very type: read-only ones will do. */
export interface ScenarioModel<State, Operation, Result> extends Omit<Model<State, Operation, Result>, 'pieces'> {
  readonly pieces?: (operation: Operation) => readonly unknown[]
}

export interface ScenarioDefinition<Machines extends Record<string, AnyApp>, Operation, Result, State, Observed> {
  /** Path-like, unique in a run: `ledger/failover`. */
  readonly name: string
  /** The machines by name, each with its application. */
  readonly machines: Machines
  /** One operation of the workload. Any fast-check arbitrary; its values must be plain JSON. */
  readonly operation: fc.Arbitrary<Operation>
  /** Runs one operation. Resolving is the acknowledgement; throw `Rejected` for "certainly not applied". */
  readonly apply: (machines: Instances<Machines>, operation: NoInfer<Operation>) => Promise<Result> | Result
  readonly model: ScenarioModel<State, NoInfer<Operation>, Unpositioned<NoInfer<Result>>>
  /** Reads back all that the model describes, after recovery. */
  readonly observe: (machines: Instances<Machines>) => Promise<Observed> | Observed
  /** What `observe` should return for a state. Default: the state itself. */
  readonly project?: (state: NoInfer<State>) => unknown
  /** Further checks, by name. They get the cut and what was observed, and return a verdict. */
  readonly invariants?: Readonly<Record<string, (context: InvariantContext<NoInfer<Operation>, NoInfer<Observed>>) => Verdict>>
  /** Concurrent clients. Default 3. */
  readonly clients?: number
  /** Operations a seed. Default 40. */
  readonly operations?: number
  /** Longest pause of a client between operations, in µs. Default 2,000. */
  readonly thinkUs?: number
  /**
   * The kind of an operation, as any text. Half of the seeds leave some kinds out altogether. Default: found in the
   * values themselves, by a field `kind`, `type`, `op`, `operation` or `action`, else by the set of keys.
   */
  readonly operationKind?: (operation: NoInfer<Operation>) => string
  /** What an acknowledgement promises. Default `ack`. */
  readonly durability?: Durability
  /** Device faults that the application claims to survive; a seed draws from them. Default none. */
  readonly faults?: readonly FaultKind[]
  /**
   * Device faults that no ordinary store survives, such as `bit-rot`; a seed draws from them as well. Where one
   * is drawn, only failing loudly is demanded: damaged data that is returned as good is `silent-corruption`.
   * Default none.
   */
  readonly destructive?: readonly FaultKind[]
  /** `false`: machines are not replicated. Default: the short-drill policy, all machines in one consistency group. */
  readonly policy?: ReplicationPolicy | false
  /** Default: machine loss and region loss. */
  readonly disasters?: readonly DisasterKind[]
  /** When operating systems write back what their file systems hold in memory. Default: drawn for each seed. */
  readonly writeback?: WritebackSchedule
  /** `false`: every seed has all fault families and operation kinds. Default: most seeds leave some out altogether. */
  readonly swarm?: false
  /** Default `ssd`. */
  readonly device?: DeviceProfileName
}

declare const resultType: unique symbol

/** The answer of an operation together with its place in the commit order. */
export interface Committed<Result> {
  readonly [resultType]?: Result
  readonly position: number
  readonly result: Result
}

/** What the model's step sees of a result. */
export type Unpositioned<Result> = Result extends Committed<infer Inner> ? Inner : Result

/** Erased form: what the machinery of a drill works on. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Scenario = ScenarioDefinition<any, any, any, any, any>
