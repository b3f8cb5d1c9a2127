/**
 * Copies of the repository to plant faults in, and the test runner on such a copy.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { clearTimeout, setTimeout } from 'node:timers'
import { fileURLToPath } from 'node:url'
import { plant } from './plant.mjs'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** All that the tests of core and of the zoo's figures need. */
const COPIED = ['core', 'scenarios', 'runner', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']
/** A single test that takes longer hangs. */
const TEST_LIMIT_MS = 30_000
/** A run that takes longer is ended: some loop never yields. */
const RUN_LIMIT_MS = 120_000

export class Laboratory {
  #folder = mkdtempSync(path.join(tmpdir(), 'seeddrill-mutants-'))
  #children = new Set()

  /** Copies the sources as they are now, once for each of `benches` runs at a time. */
  constructor(benches) {
    this.benches = Array.from({ length: benches }, (_, index) => path.join(this.#folder, String(index)))
    const [first, ...others] = this.benches
    for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(first, name), { recursive: true })
    for (const bench of others) cpSync(first, bench, { recursive: true })
    const packages = path.join(ROOT, 'node_modules')
    for (const bench of this.benches) symlinkSync(packages, path.join(bench, 'node_modules'), 'junction')
  }

  /** Ends what still runs and removes the copies. */
  close() {
    for (const child of this.#children) endAll(child)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Plants one fault, runs the tests that should notice it, and takes it out again. */
  async tryOut(bench, mutant) {
    const file = path.join(bench, mutant.file)
    const source = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const planted = plant(source, mutant)
    if (planted === null) return { outcome: 'does-not-apply', by: null }
    writeFileSync(file, planted)
    try {
      return await this.runTests(bench, mutant.tests)
    } finally {
      writeFileSync(file, source)
    }
  }

  /**
   * What the tests say: `survived` (all passed), `killed` by the test that failed first, `timed-out`, or
   * `broken` when the run failed and no test did: a module does not load, or an error is nobody's.
   */
  async runTests(bench, tests) {
    const first = await this.#runOnce(bench, tests, ['--bail=1'])
    // A run that was bailed out of may end before the failure is in the report: then nothing but all of it can tell.
    return first.outcome === 'broken' ? this.#runOnce(bench, tests, []) : first
  }

  async #runOnce(bench, tests, options) {
    const report = path.join(bench, 'report.json')
    rmSync(report, { force: true })
    const code = await this.#vitest(bench, [
      'run', ...tests, ...options, '--reporter=json', `--outputFile=${report}`, '--no-file-parallelism',
      `--testTimeout=${TEST_LIMIT_MS}`,
    ])
    if (code === null) return { outcome: 'timed-out', by: null }
    const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
    const failed = files.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed')
    if (failed) return { outcome: 'killed', by: failed.fullName }
    if (code === 0 && files.length >= tests.length) return { outcome: 'survived', by: null }
    return { outcome: 'broken', by: files.find(({ message }) => message)?.message ?? `exit code ${code}` }
  }

  /** The exit code, or null when the time was up. */
  #vitest(bench, options) {
    const program = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const child = spawn(process.execPath, [program, ...options], { cwd: bench, stdio: 'ignore', detached: true })
    this.#children.add(child)
    return new Promise((resolve, reject) => {
      let late = false
      const timer = setTimeout(() => {
        late = true
        endAll(child)
      }, RUN_LIMIT_MS)
      child.once('error', reject)
      child.once('exit', (code) => {
        clearTimeout(timer)
        this.#children.delete(child)
        resolve(late ? null : code)
      })
    })
  }
}

/** Ends a child with its workers, which are a process group of their own. */
function endAll(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
