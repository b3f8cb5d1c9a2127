/** What a process of its own prints. */
import { digests } from './run-digest.ts'

process.stdout.write(JSON.stringify(await digests()))
