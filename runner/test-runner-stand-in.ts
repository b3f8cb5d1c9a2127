/**
 * Stands in for `vitest` where a test file is read by the command line, for the scenarios that it exports: whatever is
 * asked of it is there, can be called, and does nothing. A test file that takes `describe` from the global object is not
 * helped by it.
 */
import type { Plugin } from 'esbuild'

export const TEST_RUNNER = 'test-runner'

export const isTestRunner = (specifier: string): boolean => /^(vitest|@vitest\/[^/]+|seeddrill\/vitest)(\/|$)/.test(specifier)

/** Its exports inherit from it, for a bundle copies what a module has of its own, and asks the prototype for the rest. */
const SOURCE = `const nothing = new Proxy(function () {}, {
  get: (_, name) => (typeof name === 'symbol' || name === 'then' || name === '__esModule' ? undefined : nothing),
  apply: () => nothing,
  construct: () => nothing,
})
module.exports = Object.create(nothing)
`

export const testRunnerStandIn: Plugin = {
  name: TEST_RUNNER,
  setup(builder) {
    builder.onLoad({ filter: /.*/, namespace: TEST_RUNNER }, () => ({ contents: SOURCE, loader: 'js' }))
  },
}
