/** Who runs the scenario's code, one after the other: what takes long lets what a person waits for go first. */

type Job = () => Promise<void>

export class Turns {
  readonly #soon: Job[] = []
  readonly #later: Job[] = []
  #busy = false

  /** Done as soon as whatever runs now comes to its next pause. */
  soon<T>(work: () => Promise<T>): Promise<T> {
    return this.#wait(this.#soon, work)
  }

  /** Done when nothing else waits. */
  later<T>(work: () => Promise<T>): Promise<T> {
    return this.#wait(this.#later, work)
  }

  /** Whether something is wanted soon, and waits. */
  get wanted(): boolean {
    return this.#soon.length > 0
  }

  /** For what was begun by {@link later}: lets everything that is wanted soon be done now. */
  async pause(): Promise<void> {
    for (let job = this.#soon.shift(); job; job = this.#soon.shift()) await job()
  }

  #wait<T>(jobs: Job[], work: () => Promise<T>): Promise<T> {
    const result = new Promise<T>((resolve, reject) => jobs.push(() => work().then(resolve, reject)))
    if (!this.#busy) void this.#drain()
    return result
  }

  async #drain(): Promise<void> {
    this.#busy = true
    for (let job = this.#next(); job; job = this.#next()) await job()
    this.#busy = false
  }

  #next(): Job | undefined {
    return this.#soon.shift() ?? this.#later.shift()
  }
}
