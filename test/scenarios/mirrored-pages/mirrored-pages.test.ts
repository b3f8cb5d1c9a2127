import { describe, expect, it } from 'vitest'
import { MirroredPages, type MirroredPagesOptions } from '../../../scenarios/mirrored-pages/index.ts'
import { FakeDisk, FakeProcess } from '../log-writer/fake.ts'

function mirrorOn(left: FakeDisk, right: FakeDisk, options: MirroredPagesOptions = {}): Promise<MirroredPages> {
  const volumes = { left: left.volume(), right: right.volume() }
  return MirroredPages.open({ ...new FakeProcess(left).context, volumes }, options)
}

const blank = (): FakeDisk => new FakeDisk(new Uint8Array(16 * 512))

/** Page 3 is written over page 5 on one disk, and its own place keeps what was there. */
async function misdirected(options: MirroredPagesOptions = {}) {
  const [left, right] = [blank(), blank()]
  const mirror = await mirrorOn(left, right, options)
  await mirror.write(5, 'five')
  await mirror.write(3, 'old')
  const before = left.current.slice(3 * 512, 4 * 512)
  await mirror.write(3, 'new')
  left.current.copyWithin(5 * 512, 3 * 512, 4 * 512)
  left.current.set(before, 3 * 512)
  return { mirror, left, right }
}

describe('mirrored pages', () => {
  it('survive a write that landed elsewhere, and repair both places', async () => {
    const { mirror, left, right } = await misdirected()
    expect([await mirror.read(5), await mirror.read(3), await mirror.read(4)]).toEqual(['five', 'new', undefined])
    expect(left.current).toEqual(right.current)
  })

  it('repair at the next open, too', async () => {
    const { left, right } = await misdirected()
    expect(await (await mirrorOn(left, right)).readAll()).toEqual({ 3: 'new', 5: 'five' })
    expect(left.current).toEqual(right.current)
  })

  it('serve the wrong page if the checksum leaves the address out (misdirected-write)', async () => {
    const { mirror } = await misdirected({ defect: 'misdirected-write' })
    expect(await mirror.read(5)).toBe('new')
  })

  it('refuse a page that is damaged on both disks, and what makes no sense', async () => {
    const { mirror, left, right } = await misdirected()
    for (const disk of [left, right]) disk.current[3 * 512 + 20]! ^= 1
    await expect(mirror.read(3)).rejects.toThrow(/both copies of page 3 are damaged/)
    await expect(mirrorOn(left, right)).rejects.toMatchObject({ name: 'LostPageError' })
    expect(() => mirror.write(16, 'x')).toThrow(/page 0 to 15, got 16/)
    expect(() => mirror.write(0, 'x'.repeat(497))).toThrow(/a page holds 496 bytes, got 497/)
  })
})
