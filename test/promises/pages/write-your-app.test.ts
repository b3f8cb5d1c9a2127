/** docs/write-your-app.md, done in an empty folder; its ledger leaves nothing behind and never survives a repair unnoticed. */
import { followPage } from './followed.ts'

followPage('docs/write-your-app.md')
