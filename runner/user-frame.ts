/** Finds the line of a user's file to blame. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mapHostedStack } from '../core/index.ts'
import type { Locate } from '../core/index.ts'
import { isOwnFile, pathInPackage } from './package-root.ts'

const FRAME = /(?:\(|at )((?:file:\/\/)?\/[^()]*?|(?:file:\/\/\/)?[A-Za-z]:[^()]*?):(\d+):(\d+)\)?$/

/** Absolute paths of the files on a stack, innermost first, each once: of users, and not of Node, packages or this package. */
export function userFiles(stack: string): readonly string[] {
  const paths = stack.split('\n').flatMap((line) => {
    const [, address] = FRAME.exec(line.trim()) ?? []
    return address === undefined ? [] : [address.startsWith('file:') ? fileURLToPath(address) : address]
  })
  const theirs = (path: string): boolean => !isOwnFile(path) && pathInPackage(path) === undefined && !/[\\/]node_modules[\\/]/.test(path)
  return [...new Set(paths.filter(theirs))]
}

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
 * named from the package's own folder: `scenarios/wal-db/log.ts:64:12`. Where a hosted package asked, and nobody's own
 * code stands behind it on the stack, the package's line: `write-file-atomic/lib/index.js:159:32`.
 */
export const applicationFrame =
  (root: string): Locate =>
  (error) => {
    const stack = error.stack ?? ''
    const hosted = stack.includes(HOSTED)
    let packaged: string | null = null
    for (const line of mapHostedStack(stack).split('\n')) {
      const [, address, row, column] = FRAME.exec(line.trim()) ?? []
      if (address === undefined) continue
      const path = address.startsWith('file:') ? fileURLToPath(address) : address
      if (isOwnFile(path)) continue
      const own = pathInPackage(path)
      const [, inPackage] = PACKAGED.exec(path) ?? []
      if (own !== undefined || inPackage === undefined) return `${own ?? (relative(root, path) || path)}:${row}:${column}`
      if (hosted) packaged ??= `${inPackage.replaceAll('\\', '/')}:${row}:${column}`
    }
    return packaged
  }

const HOSTED = 'hosted://'
/** From the name of the package on. */
const PACKAGED = /^.*[\\/]node_modules[\\/](.*)$/
