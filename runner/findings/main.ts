/** `npm run findings [-- name…]`. Runs from the build: tokens carry the hash of the built code. */
import { processHost } from '../host.ts'
import { explain } from '../explain.ts'
import { writeFindings } from './write-findings.ts'

const host = processHost()
process.exitCode = await writeFindings(process.argv.slice(2), host).catch((error: unknown) => explain(error, host))
