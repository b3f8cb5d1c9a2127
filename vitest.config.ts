import { configDefaults, defineConfig } from 'vitest/config'

/** Whole programs against whole programs: minutes for what smaller tests say of the parts. `npm run test:all` runs them too. */
const LONG = [
  'test/promises/bad-input.test.ts',
  'test/promises/bad-program.test.ts',
  'test/promises/corpus.test.ts',
  'test/promises/explore-export.test.ts',
  'test/promises/farm.test.ts',
  'test/promises/own-program.test.ts',
  'test/promises/project.test.ts',
  'test/promises/shards.test.ts',
  'test/promises/vitest.test.ts',
  'test/reports/html/browser.test.ts',
  'test/reports/junit/hostile.test.ts',
  'test/runner/advise.test.ts',
  'test/runner/compare-replay.test.ts',
  'test/runner/compare.test.ts',
  'test/runner/explore/live-command.test.ts',
  'test/runner/own-reporters.test.ts',
  'test/runner/zoo/zoo-command.test.ts',
  'test/core/drill/estate/loss-of-contact.test.ts',
]

export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, ...(mode === 'all' ? [] : LONG)],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one processor is left to vitest itself, which has next to nothing to do.
    maxWorkers: '100%',
  },
}))
