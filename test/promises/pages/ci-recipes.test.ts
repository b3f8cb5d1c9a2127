/** docs/ci-recipes.md, done in an empty folder. What only a CI or docker can run is checked by its commands alone. */
import { followPage } from './followed.ts'

followPage('docs/ci-recipes.md')
