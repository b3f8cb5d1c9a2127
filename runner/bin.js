#!/usr/bin/env node
// Plain JavaScript, so that it runs before anything is built. React reads NODE_ENV when it is
// first imported and is several times slower in its development mode: set it before that.
import { existsSync } from 'node:fs'
import process from 'node:process'

process.env.NODE_ENV ||= 'production'

const INTERNAL_ERROR = 70
const entry = new URL('../dist/runner/main.js', import.meta.url)

if (existsSync(entry)) {
  try {
    const { main } = await import(entry.href)
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    // Without this Node would exit with 1, which says that a drill was violated.
    process.stderr.write(`seeddrill: internal error\n${error?.stack ?? error}\n`)
    process.exitCode = INTERNAL_ERROR
  }
} else {
  process.stderr.write('seeddrill: not built yet (dist/runner/main.js is missing); run `npm run build`\n')
  process.exitCode = INTERNAL_ERROR
}
