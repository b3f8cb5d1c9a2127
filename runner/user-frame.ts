/** Finds the line of a user's file to blame. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locate } from '../core/index.ts'
import { isOwnFile, pathInPackage } from './package-root.ts'

const FRAME = /(?:\(|at )((?:file:\/\/)?\/[^()]*?|(?:file:\/\/\/)?[A-Za-z]:[^()]*?):(\d+):(\d+)\)?$/

/** `drill.ts:3:9`, relative to `root`: the innermost call outside Node and this package; undefined when there is none. */
export function userFrame(error: unknown, root: string): string | undefined {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : []
  for (const line of lines) {
    const [, address, row, column] = FRAME.exec(line.trim()) ?? []
    if (address === undefined) continue
    const path = address.startsWith('file:') ? fileURLToPath(address) : address
    if (isOwnFile(path) || /[\\/]node_modules[\\/]/.test(path)) continue
    return `${relative(root, path) || path}:${row}:${column}`
  }
  return undefined
}

/**
 * `ledger.ts:41:20`: the innermost call in an application, relative to `root`; one that comes with the package is
 * named from the package's own folder: `scenarios/wal-db/log.ts:64:12`.
 */
export const applicationFrame =
  (root: string): Locate =>
  (error) => {
    for (const line of (error.stack ?? '').split('\n')) {
      const [, address, row, column] = FRAME.exec(line.trim()) ?? []
      if (address === undefined) continue
      const path = address.startsWith('file:') ? fileURLToPath(address) : address
      if (isOwnFile(path)) continue
      const own = pathInPackage(path)
      if (own === undefined && /[\\/]node_modules[\\/]/.test(path)) continue
      return `${own ?? (relative(root, path) || path)}:${row}:${column}`
    }
    return null
  }
