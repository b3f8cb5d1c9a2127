import { describe, expect, it } from 'vitest'
import { wantsColors, wantsView } from '../../runner/terminal.ts'
import { fakeHost } from './fake-host.ts'

const colors = (env: Record<string, string>, tty: boolean, allowed = true) => wantsColors(fakeHost({ env, tty }), allowed)
const view = (env: Record<string, string>, tty: boolean) => wantsView(fakeHost({ env, tty }))

describe('wantsColors', () => {
  it.each([
    [true, colors({}, true)],
    [false, colors({}, false)],
    [false, colors({ NO_COLOR: '1' }, true)],
    [true, colors({ NO_COLOR: '' }, true)],
    [false, colors({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)],
    [true, colors({ FORCE_COLOR: '1' }, false)],
    [false, colors({ FORCE_COLOR: '0' }, true)],
    [false, colors({ TERM: 'dumb' }, true)],
    [false, colors({ FORCE_COLOR: '1' }, true, false)],
  ])('%s', (expected, given) => {
    expect(given).toBe(expected)
  })
})

describe('wantsView', () => {
  it.each([
    [true, view({}, true)],
    [false, view({}, false)],
    [false, view({ CI: 'true' }, true)],
    [true, view({ CI: 'false' }, true)],
    [true, view({ CI: '' }, true)],
    [false, view({ TERM: 'dumb' }, true)],
    [true, view({ NO_COLOR: '1' }, true)],
  ])('%s', (expected, given) => {
    expect(given).toBe(expected)
  })
})
