/** The folder that a project is: where its configuration lies, and where its corpus is kept. */
import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** In this order of preference. */
export const CONFIG_FILES = ['seeddrill.config.ts', 'seeddrill.config.mts', 'seeddrill.config.js', 'seeddrill.config.mjs'] as const

/** Of a project, and of what is kept of one. */
const MARKS: readonly string[] = [...CONFIG_FILES, 'package.json', '.git', '.seeddrill']

/** The nearest folder, from `cwd` upwards, that has a configuration, a `package.json`, a `.git` or a corpus; without one, `cwd` itself. */
export function projectRoot(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (MARKS.some((name) => existsSync(join(folder, name)))) return folder
    if (dirname(folder) === folder) return cwd
  }
}

/** A path from one folder, with slashes: the same on every machine. */
export const portablePath = (from: string, path: string): string => relative(from, path).replaceAll(sep, '/')
