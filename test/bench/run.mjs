// Bundles test/bench/main.ts and runs it in a fresh process; arguments are passed on.
// A bundle, because a benchmark should measure what a user runs, not a loader's output.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))
const entry = `${root}test/bench/main.ts`
const bundle = `${root}node_modules/.cache/seeddrill/bench.mjs`

if (!existsSync(entry)) throw new Error('bench: test/bench/main.ts is missing')

await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
})

// --expose-gc: memory figures are taken after a collection.
const child = spawnSync(
  process.execPath,
  ['--expose-gc', '--enable-source-maps', bundle, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { NODE_ENV: 'production', ...process.env } },
)
if (child.error) throw child.error
process.exitCode = child.status ?? 1
