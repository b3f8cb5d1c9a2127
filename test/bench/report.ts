/** Results as a table for people, and as JSON in a file that is there whole or not at all. */
import { open, rename } from 'node:fs/promises'
import { cpus } from 'node:os'
import process from 'node:process'
import type { BenchResult, Target } from './bench-result.ts'

export interface BenchReport {
  readonly v: 1
  readonly machine: { readonly node: string; readonly cpus: number; readonly model: string }
  readonly results: readonly BenchResult[]
}

export function reportOf(results: readonly BenchResult[]): BenchReport {
  const processors = cpus()
  return {
    v: 1,
    machine: { node: process.version, cpus: processors.length, model: processors[0]?.model.trim() ?? 'unknown' },
    results,
  }
}

const HEADS = ['name', 'value', 'unit', 'peer', 'peer value', 'ratio', 'target', 'met']
const NUMBERS = new Set(['value', 'peer value', 'ratio'])

export function table(results: readonly BenchResult[]): string {
  const rows = [HEADS, ...results.map(cells)]
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (NUMBERS.has(HEADS[column]!) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd()
  return `${rows.map(line).join('\n')}\n`
}

function cells({ name, value, unit, peer, peerValue, ratio, target, met }: BenchResult): string[] {
  const answer = met === null ? '' : met ? 'yes' : 'no'
  return [name, readable(value), unit, peer, readable(peerValue), ratio.toFixed(2), targetText(target), answer]
}

function targetText(target: Target | null): string {
  return target === null ? '' : `${target.of} ${target.is} ${target.bound}`
}

const MANY = 100

function readable(value: number): string {
  return value >= MANY ? String(Math.round(value)) : value.toFixed(2)
}

/** Writes beside the file first and renames then; `-` is the standard output. */
export async function writeReport(file: string, report: BenchReport): Promise<void> {
  const text = `${JSON.stringify(report, null, 2)}\n`
  if (file === '-') return void process.stdout.write(text)
  const temporary = `${file}.${process.pid}.tmp`
  const handle = await open(temporary, 'w')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}
