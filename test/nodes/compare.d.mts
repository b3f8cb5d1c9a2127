export interface NodeRun {
  readonly version: string
  readonly rows: readonly { readonly name: string; readonly facts: Readonly<Record<string, unknown>> }[]
}

export function firstDifference(runs: readonly NodeRun[]): string | null
