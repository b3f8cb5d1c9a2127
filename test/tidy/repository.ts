import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SourceText } from './imports.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What `.gitignore` names; used only where there is no git, as in an unpacked archive. */
const IGNORED = /(^|\/)(node_modules|dist|coverage|docs\/api|\.git|\.seeddrill)(\/|$)|\.tsbuildinfo$/

/** Paths of all files that are, or with the next commit may be, part of the repository. Sorted, with forward slashes. */
export function repositoryPaths(): readonly string[] {
  const paths = existsSync(`${ROOT}.git`) ? pathsFromGit() : pathsFromDisk('')
  return [...new Set(paths)].sort()
}

function pathsFromGit(): readonly string[] {
  const options = { cwd: ROOT, encoding: 'utf8' } as const
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options)
  return listing.split('\0').filter((path) => path !== '' && existsSync(ROOT + path))
}

function pathsFromDisk(folder: string): readonly string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name
    if (IGNORED.test(path)) return []
    return entry.isDirectory() ? pathsFromDisk(`${path}/`) : [path]
  })
}

/** The text of one file of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(ROOT + path, 'utf8')
}

/** The text files of the repository, without the lock file, which is a program's output. */
export function repositoryFiles(): readonly SourceText[] {
  return repositoryPaths()
    .filter((path) => path !== 'package-lock.json')
    .map((path) => ({ path, source: readRepositoryFile(path) }))
    .filter(({ source }) => !source.includes('\0'))
}
