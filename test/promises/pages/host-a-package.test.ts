/** docs/host-a-package.md, done in an empty folder. */
import { followPage } from './followed.ts'

followPage('docs/host-a-package.md')
