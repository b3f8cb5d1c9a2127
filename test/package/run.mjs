/**
 * Packs the package, has it looked over by publint and "are the types wrong", and installs it in empty folders, by npm and
 * by pnpm, whose layout shows no package that is not asked for. There it is used: types, imports, command, tests.
 *
 *     npm run check:package
 *
 * Exits with 0 when everything is well, else with 1 and the output of what is not.
 */
import { spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { FILES, RESOLUTIONS } from './consumer.mjs'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MEGABYTE = 1e6
/** Of the package with all that it depends on, without optional peers. */
const MOST_INSTALLED_MB = 40
/** Optional peers that entry points need. */
const PEERS = ['vitest', '@sqlite.org/sqlite-wasm']

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const say = (line) => process.stdout.write(`${line}\n`)

class Problem extends Error {}

function must(what, command, args, cwd) {
  // What npm tells the scripts that it runs would lead it back here.
  const env = { ...process.env, npm_config_local_prefix: undefined, INIT_CWD: undefined }
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Problem(`${what}: ${error?.message ?? `exit code ${status}`}\n${stdout}${stderr}`)
  return stdout
}

const tool = (name) => join(ROOT, 'node_modules/.bin', name)

function pack(folder) {
  const text = must('npm pack', 'npm', ['pack', '--json', '--pack-destination', folder], ROOT)
  // The build says its own lines first.
  const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(text.slice(text.search(/^\[/m)))
  say(`packed: ${entryCount} files, ${inMegabytes(size)} MB, unpacked ${inMegabytes(unpackedSize)} MB`)
  return join(folder, filename)
}

const inMegabytes = (bytes) => (bytes / MEGABYTE).toFixed(1)

/** What has several names, as the binary of esbuild has, counts once. */
function bytesBelow(folder, known = new Set()) {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const { ino, size } = lstatSync(path)
    if (!entry.isDirectory() && !known.has(ino)) bytes += size
    if (entry.isDirectory()) bytes += bytesBelow(path, known)
    known.add(ino)
  }
  return bytes
}

const MANAGERS = {
  npm: { command: 'npm', add: ['install', '--no-audit', '--no-fund'] },
  pnpm: { command: tool('pnpm'), add: ['add', '--store-dir', '../store'] },
}

function install(name, parent, tarball) {
  const folder = join(parent, name)
  for (const [file, text] of Object.entries(FILES)) put(join(folder, file), text)
  const { command, add } = MANAGERS[name]
  must(`${name}: install`, command, [...add, tarball], folder)
  const bytes = bytesBelow(join(folder, 'node_modules'))
  say(`${name}: ${inMegabytes(bytes)} MB installed, without optional peers`)
  if (bytes > MOST_INSTALLED_MB * MEGABYTE) throw new Problem(`${name}: more than ${MOST_INSTALLED_MB} MB are installed`)
  use(name, folder)
  must(`${name}: install peers`, command, [...add, ...PEERS.map((peer) => `${peer}@${manifest.devDependencies[peer]}`)], folder)
  useWithPeers(name, folder)
}

function put(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** What must work where only the package is installed. */
function use(name, folder) {
  const command = join(folder, 'node_modules/.bin/seeddrill')
  const version = must(`${name}: seeddrill --version`, command, ['--version'], folder).trim()
  if (version !== manifest.version) throw new Problem(`${name}: seeddrill --version says ${version}`)
  const out = must(`${name}: seeddrill run`, command, ['run', 'cell.ts', '--seed', 'a', '--states', '50', '--no-corpus'], folder)
  if (!out.includes('violations      none')) throw new Problem(`${name}: seeddrill run says\n${out}`)
  say(`${name}: seeddrill ${version} runs`)
}

function useWithPeers(name, folder) {
  say(must(`${name}: imports`, process.execPath, ['imports.mjs'], folder).trim().replace(/^/gm, `${name}: `))
  for (const resolution of Object.keys(RESOLUTIONS))
    must(`${name}: types, ${resolution}`, process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', `tsconfig.${resolution}.json`], folder)
  say(`${name}: types are found by ${Object.keys(RESOLUTIONS).join(', ')}`)
  const tests = must(`${name}: vitest`, join(folder, 'node_modules/.bin/vitest'), ['run'], folder)
  if (!/5 passed/.test(tests)) throw new Problem(`${name}: vitest says\n${tests}`)
  say(`${name}: vitest runs a drill`)
}

const temporary = mkdtempSync(join(tmpdir(), 'seeddrill-package-'))
try {
  const tarball = pack(temporary)
  must('publint', tool('publint'), [tarball, '--strict'], ROOT)
  say('publint: nothing to say')
  must('are the types wrong', tool('attw'), [tarball, '--profile', 'esm-only'], ROOT)
  say('are the types wrong: no')
  for (const name of Object.keys(MANAGERS)) install(name, temporary, tarball)
} catch (error) {
  if (!(error instanceof Problem)) throw error
  say(error.message)
  process.exitCode = 1
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
