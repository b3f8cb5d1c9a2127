import { describe, expect, it } from 'vitest'
import { BUSY, LOCK, OK, SHM } from '../../../scenarios/sqlite/codes.ts'
import { FileLocks } from '../../../scenarios/sqlite/file-locks.ts'
import { SharedMemory } from '../../../scenarios/sqlite/shared-memory.ts'

describe('the lock of a database file', () => {
  const [one, other, third] = [{}, {}, {}]

  it('lets one prepare to write while others read, and lets no new reader in before it writes', () => {
    const locks = new FileLocks()
    expect([locks.lock(one, LOCK.shared), locks.lock(other, LOCK.shared)]).toEqual([OK, OK])
    expect([locks.lock(one, LOCK.reserved), locks.lock(other, LOCK.reserved)]).toEqual([OK, BUSY])
    expect(locks.lock(one, LOCK.exclusive)).toBe(BUSY)
    expect(locks.levelOf(one)).toBe(LOCK.pending)
    expect(locks.lock(third, LOCK.shared)).toBe(BUSY)
    locks.unlock(other, LOCK.none)
    expect(locks.lock(one, LOCK.exclusive)).toBe(OK)
    locks.unlock(one, LOCK.shared)
    expect([locks.reserved, locks.lock(third, LOCK.shared)]).toEqual([false, OK])
  })

  it('is each holder\'s own', () => {
    const locks = new FileLocks()
    locks.lock(one, LOCK.shared)
    locks.unlock(other, LOCK.none)
    expect(locks.levelOf(one)).toBe(LOCK.shared)
    expect(locks.lock(one, LOCK.exclusive)).toBe(OK)
  })
})

describe('the shared memory of a database', () => {
  const [one, other] = [{}, {}]
  const shared = SHM.lock | SHM.shared
  const alone = SHM.lock | SHM.exclusive

  it('locks slots shared or alone, all that are asked for or none', () => {
    const memory = new SharedMemory()
    expect([memory.lock(one, 3, 1, shared), memory.lock(other, 3, 1, shared)]).toEqual([OK, OK])
    expect(memory.lock(one, 2, 2, alone)).toBe(BUSY)
    expect(memory.lock(other, 2, 1, alone)).toBe(OK)
    expect(memory.lock(one, 2, 1, shared)).toBe(BUSY)
    memory.lock(other, 2, 1, SHM.unlock | SHM.exclusive)
    memory.lock(other, 3, 1, SHM.unlock | SHM.shared)
    expect(memory.lock(one, 2, 2, alone)).toBe(OK)
  })

  it('has one region for all, made when asked for and given back by the last', () => {
    const memory = new SharedMemory()
    let next = 100
    const allocate = (): number => next++
    expect(memory.region(one, 0, false, allocate)).toBe(0)
    expect([memory.region(one, 1, true, allocate), memory.region(other, 1, false, allocate)]).toEqual([101, 101])
    expect([memory.leave(one), memory.leave(other)]).toEqual([false, true])
    const freed: number[] = []
    memory.release((region) => freed.push(region))
    expect(freed).toEqual([100, 101])
  })
})
