/**
 * A reference model: what the data should be after a sequence of operations. Pure; a step
 * returns a new state and never changes the old one.
 */
export interface Model<State, Operation, Result> {
  readonly initial: State
  /** `result` is what the application answered; undefined where no answer arrived. */
  readonly step: (state: State, operation: Operation, result: Result | undefined) => State
  /** The parts of an operation that a broken application could apply separately; lets a verdict say `partial-transaction`. */
  readonly pieces?: (operation: Operation) => readonly Operation[]
}
