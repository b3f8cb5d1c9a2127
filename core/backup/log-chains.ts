/**
 * Whose full backup a database counts its log from. Tools that make full backups of one database take the chain from
 * each other: what another tool backs up of the log then belongs to a full backup that it does not have.
 */
export class LogChains {
  /** By machine. */
  readonly #bases = new Map<string, string>()

  /** A tool has made a full backup, and the database knows of it. */
  full(machine: string, tool: string): void {
    this.#bases.set(machine, tool)
  }

  /** Whether what a tool backs up of the log from now on follows a full backup of its own. */
  intact(machine: string, tool: string): boolean {
    return this.#bases.get(machine) === tool
  }
}
