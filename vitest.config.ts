import { configDefaults, defineConfig } from 'vitest/config'

/** Whole programs against whole programs: minutes for what smaller tests say of the parts. `npm run test:all` runs them too. */
const LONG = [
  'test/promises/bad-input.test.ts',
  'test/promises/bad-program.test.ts',
  'test/promises/corpus.test.ts',
  'test/promises/dr.test.ts',
  'test/promises/explore-export.test.ts',
  'test/promises/farm.test.ts',
  'test/promises/interrupted-compare.test.ts',
  'test/promises/live-view.test.ts',
  'test/promises/pages/ci-recipes.test.ts',
  'test/promises/pages/explore.test.ts',
  'test/promises/pages/host-a-package.test.ts',
  'test/promises/pages/own-your-dr-plan.test.ts',
  'test/promises/pages/read-a-failure.test.ts',
  'test/promises/pages/schemas.test.ts',
  'test/promises/pages/write-an-invariant.test.ts',
  'test/promises/pages/write-your-app.test.ts',
  'test/promises/project.test.ts',
  'test/promises/replayed-tokens.test.ts',
  'test/promises/shards.test.ts',
  'test/promises/strict-coverage.test.ts',
  'test/promises/vitest.test.ts',
  'test/reports/html/browser.test.ts',
  'test/reports/junit/hostile.test.ts',
  'test/runner/advise.test.ts',
  'test/runner/compare-replay.test.ts',
  'test/runner/compare.test.ts',
  'test/runner/explore/live-command.test.ts',
  'test/runner/farm/farm-on-redis.test.ts',
  'test/runner/own-reporters.test.ts',
  'test/runner/project.test.ts',
  'test/runner/zoo/zoo-command.test.ts',
  'test/core/drill/estate/loss-of-contact.test.ts',
]

/** Those that change what belongs to a whole process: its clock, its built-in modules, its environment. */
const ALONE = [
  'test/core/sim/guard.test.ts',
  'test/bench/bench.test.ts',
  'test/runner/explore/chooser.test.ts',
  'test/runner/explore/explorer.test.tsx',
  'test/runner/explore/terminal.test.ts',
  'test/runner/tui.test.tsx',
  'test/runner/tui/draw.test.tsx',
  'test/scenarios/sqlite/vfs.test.ts',
]

export default defineConfig(({ mode }) => {
  const excluded = [...configDefaults.exclude, ...(mode === 'all' ? [] : LONG)]
  const setupFiles = ['test/own-environment.ts', ...(mode === 'all' ? [] : ['test/same-examples.ts'])]
  const patience = { testTimeout: 60_000, hookTimeout: 60_000 }
  return {
    test: {
      // By default one processor is left to vitest itself, which has next to nothing to do. The projects do not extend
      // this: one that has the number from a file does not hear of another on the command line.
      maxWorkers: '100%',
      projects: [
        {
          test: {
            ...patience,
            name: 'shared',
            include: ['test/**/*.test.{ts,tsx}'],
            exclude: [...excluded, ...ALONE],
            // Loading what is tested, anew for each file, took as long as a third of the tests.
            isolate: false,
            setupFiles: [...setupFiles, 'test/leaves-no-trace.ts'],
          },
        },
        {
          // Beside the others each of them would end a process that the others share.
          test: {
            ...patience,
            name: 'alone',
            include: ALONE,
            exclude: excluded,
            setupFiles,
            sequence: { groupOrder: 1 },
          },
        },
      ],
    },
  }
})
