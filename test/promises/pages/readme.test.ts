/** What the README shows is what happens, in an empty folder. */
import { followPage } from './followed.ts'

followPage('README.md')
