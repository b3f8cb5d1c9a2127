/** An engine of a saved file: everything that was recorded, and in a line what needs the code and is not there. */
import type { Abilities, Engine, Opened } from '../../core/drill/explore/engine.ts'
import type { Picture } from '../../core/drill/explore/picture.ts'
import type { CaseEvent } from '../estates/case-events.ts'
import { UsageError } from '../usage-error.ts'
import { casePicture } from './case-picture.ts'
import { savedBranch } from './saved-branch.ts'
import type { SavedFailure } from './saved-run.ts'
import { lastSeq, pictureOf } from './scene-picture.ts'

/** What a token is cut to in a line for a footer. */
const TOKEN_CHARACTERS = 12

/** @throws UsageError when its token cannot be read */
export function failureEngine(saved: SavedFailure): Engine {
  const { failure, scenario, seed, about } = saved
  const name = failure.saved?.id ?? `${failure.token.slice(0, TOKEN_CHARACTERS)}…`
  const file = about?.file ? ` --file ${about.file}` : ''
  const how = `this is a saved file without its code: in the checkout, seeddrill explore ${name}${file}`
  return still({ picture: pictureOf(failure.scene, scenario, seed), failure: savedBranch(saved), cursorSeq: lastSeq(failure.scene) }, {
    look: how, pull: how, sweep: how, shrink: how,
  })
}

export function caseEngine(events: readonly CaseEvent[]): Engine {
  const picture: Picture = casePicture(events)
  const why = 'an outcome of a comparison has steps and copies, and no disks to look into: explore a scenario for that'
  return still({ picture, failure: null, cursorSeq: 0 }, { look: why, pull: why, sweep: why, shrink: why })
}

/** Nothing in it can be asked anew. */
function still(opened: Omit<Opened, 'abilities'>, abilities: Required<Abilities>): Engine {
  const refuse = (what: keyof Abilities) => () => Promise.reject(new UsageError(abilities[what]))
  return {
    opened: { ...opened, abilities },
    look: refuse('look'), files: refuse('look'), pull: refuse('pull'), again: refuse('pull'), sweep: refuse('sweep'), shrink: refuse('shrink'),
    close: () => Promise.resolve(),
  }
}
