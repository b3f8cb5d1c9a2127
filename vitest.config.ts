import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one processor is left to vitest itself, which has next to nothing to do.
    maxWorkers: '100%',
  },
})
