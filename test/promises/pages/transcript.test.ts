/** The comparison of what pages show with what programs print. */
import { describe, expect, it } from 'vitest'
import { firstDifference, stepsOf } from './transcript.ts'

const printed = '\nscenarios  1\ntime       2.7 s\nfailures   none\n\n'

describe('firstDifference', () => {
  it.each(['scenarios  1\ntime       2.7 s\nfailures   none', 'scenarios  1\n…', '…\nfailures   none', 'scenarios  1\ntime       … s\nfailures   none', '…\ntime       2.7 s\n…', '…'])(
    'lets pass what is printed: %j', (shown) => expect(firstDifference(shown, printed)).toBeNull())

  it.each([
    ['scenarios  2\n…', 'scenarios  2'],
    ['scenarios  1\nfailures   none', 'failures   none'],
    ['…\nfailures   some', 'failures   some'],
    ['scenarios  1', 'more is printed after the last line'],
    ['scenarios  1\ntime … ms\n…', 'time … ms'],
  ])('names the line that is not printed: %j', (shown, line) => expect(firstDifference(shown, printed)).toBe(line))
})

describe('stepsOf', () => {
  it('takes a block apart', () => {
    expect(stepsOf('$ a \\\n    b\nx\n\ny\n$ echo $?\n1\n$ c\n')).toEqual([
      { command: 'a b', shown: 'x\n\ny' }, { command: 'echo $?', shown: '1' }, { command: 'c', shown: null },
    ])
    expect(() => stepsOf('x\n$ a\n')).toThrow(/begins with a command/)
  })
})
