import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allowedActions, FAILOVER_ACTIONS, FAILOVER_STATES, FAILOVER_TRANSITIONS, FailoverLifeCycle, failoverPolicies, isProtected,
  splitBrainUs, transition, unprotectedUs,
} from '../../../core/failover/index.ts'
import type { ActionOutcome, FailoverAction, FailoverPolicy, LifeCycleOptions, Side } from '../../../core/failover/index.ts'

interface World {
  readonly cycle: FailoverLifeCycle
  /** What was done to the world, oldest first. */
  readonly done: string[]
  /** Lets time pass. */
  readonly wait: (us: number) => void
  /** Whether a side goes down when it is told to. */
  readonly obeys: Record<Side, boolean>
}

function world(policy: FailoverPolicy = failoverPolicies.asr, initial: NonNullable<LifeCycleOptions['initial']> = 'protected'): World {
  let nowUs = 0
  const done: string[] = []
  const obeys = { home: true, away: true }
  const cycle = new FailoverLifeCycle({
    nowUs: () => nowUs,
    policy,
    initial,
    effects: {
      shutDown: (side) => {
        done.push(`shut down ${side}`)
        return obeys[side] ? 'down' : 'failed'
      },
      stopReplication: () => void done.push('stop replication'),
      discardPoints: () => void done.push('discard points'),
    },
  })
  return { cycle, done, obeys, wait: (us) => void (nowUs += us) }
}

/** Fails over and serves there, 10 µs after it began. */
function failedOver(options: Partial<Pick<World, 'obeys'>> = {}, policy?: FailoverPolicy): World {
  const made = world(policy)
  Object.assign(made.obeys, options.obeys)
  made.wait(100)
  made.cycle.unplanned()
  made.wait(10)
  made.cycle.completed()
  return made
}

describe('the table of transitions', () => {
  it('knows each state and leads on from each, and never in two ways by one action', () => {
    expect([...new Set(FAILOVER_TRANSITIONS.map(({ from }) => from))].sort()).toEqual([...FAILOVER_STATES].sort())
    const keys = FAILOVER_TRANSITIONS.map(({ from, by }) => `${from} ${by}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('lets one come back to the beginning from everywhere', () => {
    for (const start of FAILOVER_STATES) {
      const seen = new Set([start])
      for (const state of seen) for (const { from, to } of FAILOVER_TRANSITIONS) if (from === state) seen.add(to)
      expect(seen.has('protected') || start === 'protected').toBe(true)
    }
  })
})

describe('a way there and back', () => {
  it('is failover, commit, reprotection, failback, commit and reprotection', () => {
    const { cycle, done } = world()
    const steps = [
      () => cycle.unplanned(), () => cycle.completed(), () => cycle.commit(), () => cycle.reprotect({ primaryReachable: true }),
      () => cycle.completed(), () => cycle.planned(), () => cycle.completed(), () => cycle.commit(),
      () => cycle.reprotect({ primaryReachable: true }), () => cycle.completed(),
    ]
    expect(steps.map((step) => step())).toEqual([
      'failing-over', 'failed-over', 'committed', 'reprotecting', 'protected-in-reverse', 'failing-back', 'failed-back',
      'failback-committed', 'reprotecting-home', 'protected',
    ].map((state) => ({ ok: true, state })))
    expect(done).toEqual([
      'shut down home', 'stop replication', 'discard points', 'shut down away', 'stop replication', 'discard points',
    ])
    expect([cycle.active, cycle.live]).toEqual(['home', ['home']])
  })

  it('begins when the first copy is made', () => {
    const { cycle } = world(undefined, 'initial-replication')
    expect(cycle.unplanned()).toMatchObject({ ok: false, reason: 'not-allowed', allowed: [] })
    expect(cycle.completed()).toEqual({ ok: true, state: 'protected' })
  })
})

describe('a test failover', () => {
  it('leaves replication and the live side alone, and counts once it is cleaned up', () => {
    const { cycle, done, wait } = world()
    cycle.testFailover()
    wait(50)
    expect([cycle.state, cycle.live, cycle.tests, done]).toEqual(['test-failover', ['home'], 0, []])
    expect(cycle.testFailover()).toMatchObject({ ok: false, allowed: ['clean-up-test', 'unplanned-failover'] })
    cycle.cleanUpTest()
    expect([cycle.state, cycle.tests]).toEqual(['protected', 1])
    expect([unprotectedUs(cycle.moments, 50), splitBrainUs(cycle.moments, 50)]).toEqual([0, 0])
  })

  it('does not stand in the way of a disaster', () => {
    const { cycle } = world()
    cycle.testFailover()
    cycle.lose('home')
    expect(cycle.unplanned()).toEqual({ ok: true, state: 'failing-over' })
    expect(cycle.tests).toBe(0)
  })
})

describe('a planned failover', () => {
  it('shuts the source down first, and ends replication when all is sent', () => {
    const { cycle, done } = world()
    cycle.planned()
    expect([done, cycle.live]).toEqual([['shut down home'], []])
    cycle.completed()
    expect([done, cycle.live]).toEqual([['shut down home', 'stop replication'], ['away']])
  })

  it('is given up when the source does not go down, and changes nothing', () => {
    const { cycle, done, obeys } = world()
    obeys.home = false
    expect(cycle.planned()).toMatchObject({ ok: false, reason: 'shutdown-failed', state: 'protected' })
    expect([cycle.live, done]).toEqual([['home'], ['shut down home']])
  })

  it('cannot be made of a source that is gone', () => {
    const { cycle } = world()
    cycle.lose('home')
    expect(cycle.planned()).toMatchObject({ ok: false, reason: 'source-gone' })
  })
})

describe('F19: a source that goes on', () => {
  it('is one of two live copies, until it is gone', () => {
    const { cycle, wait } = failedOver({ obeys: { home: false, away: true } })
    expect(cycle.live).toEqual(['home', 'away'])
    wait(40)
    cycle.lose('home')
    wait(60)
    expect(splitBrainUs(cycle.moments, 210)).toBe(40)
    expect(cycle.live).toEqual(['away'])
  })

  it.each([
    ['goes down', (): World => failedOver()],
    ['was lost', (): World => {
      const made = world()
      made.cycle.lose('home')
      made.cycle.unplanned()
      made.cycle.completed()
      return made
    }],
  ])('is none when it %s', (_, make) => {
    const { cycle, wait } = make()
    wait(1000)
    expect([cycle.live, splitBrainUs(cycle.moments, 2000)]).toEqual([['away'], 0])
  })
})

describe('F31: what both sides took', () => {
  it('parts them until reprotection, which switches the source off and overwrites it', () => {
    const { cycle, wait } = failedOver({ obeys: { home: false, away: true } })
    wait(30)
    cycle.commit()
    wait(20)
    cycle.reprotect({ primaryReachable: true })
    expect(cycle.live).toEqual(['away'])
    wait(100)
    expect(splitBrainUs(cycle.moments, 260)).toBe(50)
  })

  it('is nothing when the source went down', () => {
    const { cycle, wait } = failedOver()
    wait(30)
    cycle.commit()
    cycle.reprotect({ primaryReachable: true })
    expect(splitBrainUs(cycle.moments, 1000)).toBe(0)
  })
})

describe('F20: the wrong point', () => {
  it('can be changed until the commit, and not after it', () => {
    const early = failedOver()
    expect(early.cycle.changePoint()).toEqual({ ok: true, state: 'failing-over' })
    expect(early.cycle.live).toEqual([])
    early.cycle.completed()
    expect([early.cycle.live, early.done]).toEqual([['away'], ['shut down home', 'stop replication']])
    const late = failedOver()
    late.cycle.commit()
    expect(late.done).toContain('discard points')
    expect(late.cycle.changePoint()).toEqual({
      ok: false, reason: 'not-allowed', state: 'committed', allowed: ['reprotect'],
    })
  })

  it('is what one is left with when the failover to it fails: another can be tried', () => {
    const { cycle } = world()
    cycle.lose('home')
    cycle.unplanned()
    expect(cycle.failed()).toEqual({ ok: true, state: 'failed-over' })
    expect([cycle.live, cycle.active]).toEqual([[], 'away'])
    cycle.changePoint()
    cycle.completed()
    expect([cycle.live, cycle.active]).toEqual([['away'], 'away'])
  })
})

describe('F27: a failover that is cancelled', () => {
  it('leaves the source switched off and replication stopped for good', () => {
    const { cycle, done, wait } = world()
    cycle.unplanned()
    wait(5)
    expect(cycle.cancel()).toEqual({ ok: true, state: 'replication-stopped' })
    expect(done).toContain('stop replication')
    expect(cycle.live).toEqual([])
    expect(cycle.unplanned()).toMatchObject({ ok: false, allowed: ['enable-replication'] })
    wait(995)
    cycle.enableReplication()
    wait(100)
    cycle.completed()
    expect([cycle.state, unprotectedUs(cycle.moments, 2000)]).toEqual(['protected', 1100])
  })

  it('on the way back leaves the other side unprotected', () => {
    const { cycle } = failedOver()
    cycle.commit()
    cycle.reprotect({ primaryReachable: true })
    cycle.completed()
    cycle.unplanned()
    expect(cycle.cancel()).toEqual({ ok: true, state: 'reverse-replication-stopped' })
    cycle.enableReplication()
    expect(cycle.completed()).toEqual({ ok: true, state: 'protected-in-reverse' })
    expect(cycle.active).toBe('away')
  })

  it('is nothing where there is none', () => {
    const { cycle, done } = world()
    expect(cycle.cancel()).toMatchObject({ ok: false, reason: 'not-allowed' })
    expect([done, isProtected(cycle.state)]).toEqual([[], true])
  })
})

describe('F28: time without protection', () => {
  it('lasts from the failover to the end of the reprotection, however late that is asked for', () => {
    const { cycle, wait } = failedOver()
    wait(200)
    cycle.commit()
    expect(cycle.reprotect({ primaryReachable: false })).toMatchObject({ ok: false, reason: 'primary-unreachable', state: 'committed' })
    wait(300)
    cycle.reprotect({ primaryReachable: true })
    wait(400)
    expect(unprotectedUs(cycle.moments, 1010)).toBe(910)
    cycle.completed()
    wait(1000)
    expect(unprotectedUs(cycle.moments, 2010)).toBe(910)
    expect([unprotectedUs(cycle.moments, 50), unprotectedUs(cycle.moments, 105)]).toEqual([0, 5])
  })

  it('goes on when the reprotection fails', () => {
    const { cycle, wait } = failedOver()
    cycle.commit()
    cycle.reprotect({ primaryReachable: true })
    wait(50)
    expect(cycle.failed()).toEqual({ ok: true, state: 'committed' })
    wait(50)
    expect(unprotectedUs(cycle.moments, 210)).toBe(110)
  })

  it('is none as long as nothing happens', () => {
    const { cycle, wait } = world()
    wait(500)
    expect(unprotectedUs(cycle.moments, 500)).toBe(0)
  })
})

describe('any sequence of requests', () => {
  const call = (cycle: FailoverLifeCycle, action: FailoverAction): ActionOutcome => {
    switch (action) {
      case 'test-failover': return cycle.testFailover()
      case 'clean-up-test': return cycle.cleanUpTest()
      case 'planned-failover': case 'planned-failback': return cycle.planned()
      case 'unplanned-failover': case 'unplanned-failback': return cycle.unplanned()
      case 'change-point': return cycle.changePoint()
      case 'commit': return cycle.commit()
      case 'reprotect': return cycle.reprotect({ primaryReachable: true })
      case 'cancel': return cycle.cancel()
      case 'enable-replication': return cycle.enableReplication()
    }
  }
  const step = fc.record({
    action: fc.constantFrom(...FAILOVER_ACTIONS, 'completed' as const, 'failed' as const, 'lose home' as const),
    obeys: fc.boolean(), waitUs: fc.nat(20),
  })

  it('follows the table, refuses with what is allowed, and never loses a moment', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { cycle, obeys, wait } = world()
      let nowUs = 0
      for (const { action, obeys: obey, waitUs } of steps) {
        wait(waitUs)
        nowUs += waitUs
        obeys.home = obeys.away = obey
        const before = cycle.state
        if (action === 'lose home') {
          cycle.lose('home')
          continue
        }
        const outcome = action === 'completed' ? cycle.completed() : action === 'failed' ? cycle.failed() : call(cycle, action)
        if (outcome.ok) {
          expect(FAILOVER_TRANSITIONS).toContainEqual({ from: before, by: cycle.moments.at(-1)!.by, to: outcome.state })
        } else {
          expect(cycle.state).toBe(before)
          expect(outcome.allowed).toEqual(allowedActions(before))
          if (outcome.reason === 'not-allowed' && action !== 'completed' && action !== 'failed')
            expect(transition(before, action)).toBe(null)
        }
      }
      expect(unprotectedUs(cycle.moments, nowUs)).toBeLessThanOrEqual(nowUs)
      expect(cycle.live.length).toBe(new Set(cycle.live).size)
    }), { numRuns: 300 })
  })
})
