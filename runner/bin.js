#!/usr/bin/env node
// Plain JavaScript, so that it runs before anything is built. React reads NODE_ENV when it is
// first imported and is several times slower in its development mode: set it before that.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

process.env.NODE_ENV ||= 'production'

const INTERNAL_ERROR = 70
const OWN = realpathSync(fileURLToPath(new URL('.', import.meta.url)))
const local = localCommand(process.cwd())
const entry = new URL('../dist/runner/main.js', import.meta.url)

if (local) {
  await import(local)
} else if (existsSync(entry)) {
  // Without this Node would exit with 1, which says that a drill was violated.
  process.on('uncaughtException', (error) => {
    // Whoever hears of it as well has a terminal to put right before the end.
    if (process.listenerCount('uncaughtException') > 1) return
    tell(error)
    process.exit(INTERNAL_ERROR)
  })
  try {
    const { main } = await import(entry.href)
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    tell(error)
    process.exitCode = INTERNAL_ERROR
  }
} else {
  process.stderr.write('seeddrill: not built yet (dist/runner/main.js is missing); run `npm run build`\n')
  process.exitCode = INTERNAL_ERROR
}

function tell(error) {
  process.stderr.write(`seeddrill: internal error\n${error?.stack ?? error}\n`)
}

// A project that has seeddrill installed is drilled by that copy, whichever was called: the one that its scenarios are
// typed against and that its lock file names. That copy finds itself here, and goes on. Undefined: there is no other.
function localCommand(folder) {
  const root = join(folder, 'node_modules/seeddrill')
  try {
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const command = realpathSync(join(root, typeof bin === 'string' ? bin : bin.seeddrill))
    return dirname(command) === OWN ? undefined : pathToFileURL(command).href
  } catch {
    return dirname(folder) === folder ? undefined : localCommand(dirname(folder))
  }
}
