import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listenForSuspension } from '../../../runner/tui/put-aside.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function suspended() {
  const said: string[] = []
  const told = (who: string) => ({ putAside: () => void said.push(`${who} aside`), takeUp: () => void said.push(`${who} up`) })
  const listening = process.listenerCount('SIGTSTP')
  const heard = (): number => process.listenerCount('SIGTSTP') - listening
  const suspension = listenForSuspension(told('screen'), () => void said.push(`stopped, heard by ${heard()}`))
  suspension.draws(told('view'))
  return { said, suspension, heard }
}

it('lets go of keys, then of the screen, before it stops with nobody who hears the signal, and takes them up the other way round', () => {
  const { said, suspension, heard } = suspended()
  suspension.suspend()
  suspension.suspend()
  expect(said.splice(0)).toEqual(['view aside', 'screen aside', 'stopped, heard by 0'])
  vi.advanceTimersByTime(50)
  expect([said, heard()]).toEqual([['screen up', 'view up'], 1])
  suspension.dispose()
  expect(heard()).toBe(0)
})

it('hears the signal of others, knows when nothing is drawn, and is silent after the end', () => {
  const { said, suspension, heard } = suspended()
  suspension.draws(null)
  process.emit('SIGTSTP')
  suspension.dispose()
  vi.advanceTimersByTime(50)
  expect([said, heard()]).toEqual([['screen aside', 'stopped, heard by 0'], 0])
})
