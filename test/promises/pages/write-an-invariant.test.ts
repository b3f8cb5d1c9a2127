/** docs/write-an-invariant.md, done in an empty folder. */
import { followPage } from './followed.ts'

followPage('docs/write-an-invariant.md')
