import type { Mutant } from './mutants.mjs'

export function plant(source: string, mutant: Pick<Mutant, 'find' | 'replace'>): string | null
