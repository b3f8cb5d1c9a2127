/** From a disaster to its outcome: what to recover from, the attempts, and what they come to. */
import type { EstateDisaster } from './disaster.ts'
import type { UnjudgedOutcome } from './outcome.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import { sceneOf } from './scene.ts'
import type { Scene } from './scene.ts'
import { Story } from './story.ts'
import type { RecoveredSite } from './story.ts'
import type { Strategy } from './strategy.ts'

export async function outcomeOf(scene: Scene, strategy: Strategy): Promise<UnjudgedOutcome> {
  return told(new Story(scene, strategy, false))
}

/** The same, and the site that serves afterwards; null: none does. */
export async function recoverForGood(
  scene: Scene,
  strategy: Strategy,
): Promise<{ readonly outcome: UnjudgedOutcome; readonly recovered: RecoveredSite | null }> {
  const story = new Story(scene, strategy, true)
  const outcome = await told(story)
  return { outcome, recovered: outcome.recovered ? story.site() : null }
}

/** Nothing was tried. */
export function notRecovered(running: ProtectedEstate, strategy: Strategy, disaster: EstateDisaster, reason: string): UnjudgedOutcome {
  return new Story(sceneOf(running, disaster), strategy, false).never(reason)
}

async function told(story: Story): Promise<UnjudgedOutcome> {
  for (let number = 1; number <= story.mostAttempts; number++) {
    const found = story.choose()
    if (!found.ok) return story.never(found.reason)
    const ending = await story.attempt(found.state, found.protector, number)
    if (ending === 'right') return story.recovered()
    if (ending !== 'wrong') return story.never(ending)
  }
  return story.never('no-state-is-right')
}
