/** Disasters that were asked for strike, or it is said why they do not. */
import { describe, expect, it } from 'vitest'
import { USUAL_DISASTERS } from '../../../core/drill/estate/index.ts'
import { whatStrikes } from '../../../runner/estates/what-strikes.ts'
import { UsageError } from '../../../runner/usage-error.ts'

const unasked = { name: 'shop', hasMishap: true, kinds: null, stated: undefined, disasters: undefined }

describe('what strikes', () => {
  it('is what is usual, without deletions where there is no mishap', () => {
    expect(whatStrikes(unasked)).toEqual(USUAL_DISASTERS)
    expect(whatStrikes({ ...unasked, hasMishap: false })).toEqual(USUAL_DISASTERS.filter((kind) => kind !== 'accidental-deletion'))
  })

  it('is what the estate states, or what was named', () => {
    expect(whatStrikes({ ...unasked, stated: ['isolation'] })).toEqual(['isolation'])
    expect(whatStrikes({ ...unasked, stated: ['isolation'], kinds: ['ransomware', 'accidental-deletion'], disasters: 2 })).toEqual(['ransomware', 'accidental-deletion'])
  })

  it.each([
    ['a deletion that nobody can make', { hasMishap: false, kinds: ['region-loss', 'accidental-deletion'] }, 'usage', '--kinds: accidental-deletion cannot strike shop'],
    ['nothing else than that', { hasMishap: false, kinds: ['accidental-deletion'] }, 'nothing-matched', 'nothing can strike shop'],
    ['fewer disasters than kinds', { kinds: ['region-loss', 'ransomware', 'failback'], disasters: 1 }, 'usage', '3 kinds of disaster, and ransomware, failback would never strike'],
    ['fewer disasters than usual kinds', { disasters: 4 }, 'usage', 'and ransomware would never strike'],
  ] as const)('is refused: %s', (_, wish, exit, message) => {
    const call = () => whatStrikes({ ...unasked, ...wish })
    expect(call).toThrow(expect.objectContaining({ name: UsageError.name, exit, message: expect.stringContaining(message) as string }))
  })
})
