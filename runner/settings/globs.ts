/** Files by patterns: `**` any folders, `*` and `?` inside a name, `{a,b}` one of them. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export const isGlob = (text: string): boolean => /[*?{]/.test(text)

const PARTS = /\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{]+|\{/g

function source(pattern: string): string {
  return pattern.replace(PARTS, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    if (part.length > 1 && part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(source).join('|')})`
    return part.replace(/[\\^$.|+()[\]{}]/g, '\\$&')
  })
}

/** Whether a path with slashes is meant. */
export const matchesGlob = (path: string, pattern: string): boolean => new RegExp(`^${source(pattern.replace(/^\.\//, ''))}$`, 'su').test(path)

/** Paths of files below a folder, with slashes, in one order. Nothing in `node_modules` or in folders that begin with a dot. */
export function filesMatching(folder: string, pattern: string): readonly string[] {
  const within = (path: string): readonly string[] =>
    readdirSync(join(folder, path), { withFileTypes: true })
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap((entry) => {
        const below = path === '' ? entry.name : `${path}/${entry.name}`
        if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : within(below)
        return matchesGlob(below, pattern) ? [below] : []
      })
  return within('')
}
