import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileInPackage, manifest } from '../../runner/package-root.ts'
import { twoCopies } from '../../runner/two-copies.ts'
import { notebookScenario } from '../core/drill/toys.ts'

let root: string

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'seeddrill-copies-'))))
afterEach(() => rmSync(root, { recursive: true }))

const from = (origin: string) => {
  const scenario = notebookScenario({})
  const [machine, app] = Object.entries(scenario.machines)[0]!
  const foreign = Object.defineProperty({ ...(app as object) }, Symbol.for('seeddrill.origin'), { value: pathToFileURL(origin).href })
  return { ...scenario, machines: { [machine]: foreign } }
}

it('tells the build from the source of one package', () => {
  const own = fileInPackage('.')
  expect(twoCopies([from(join(own, 'dist/core/drill/origin.js'))], own)).toContain(`comes from ${manifest.version} in dist/core/drill, and the run is by ${manifest.version} in core/drill;`)
})

it('names both copies, and what comes from the other one', () => {
  const copy = join(root, 'node_modules/kit/node_modules/seeddrill')
  mkdirSync(copy, { recursive: true })
  writeFileSync(join(copy, 'package.json'), '{ "version": "9.9.9" }')
  const scenario = notebookScenario({})
  const [machine] = Object.keys(scenario.machines)
  const message = twoCopies([from(join(copy, 'dist/core/x.js'))], root)
  expect(message).toContain(`two copies of seeddrill: the application of ${machine} comes from 9.9.9 in node_modules/kit/node_modules/seeddrill, and the run is by ${manifest.version} in `)
  expect(twoCopies([scenario], root)).toBeNull()
})
