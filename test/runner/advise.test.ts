/** `seeddrill advise` end to end, on a machine that keeps everything at once and one that does so only when it comes to rest. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { widthOf } from '../../reports/columns.ts'
import type { AdviceReport } from '../../reports/index.ts'
import { argumentsOf, documentOf, estateFolder } from './estates/in-folder.ts'
import type { EstateFolder } from './estates/in-folder.ts'

let folder: EstateFolder
let report: AdviceReport
beforeAll(async () => {
  folder = estateFolder()
  const { code } = await folder.seeddrill(['advise', 'own.ts', '--histories', '6', '--json', 'advice.json', '--workers', '2'])
  expect(code).toBe(0)
  report = documentOf('advise', folder.read('advice.json'))
}, 120_000)
afterAll(() => folder.remove())

const adviceOn = (machine: string) => report.applications.find((application) => application.machine === machine)!

describe('seeddrill advise', () => {
  it('says that crash-consistent points do where every one of them came back right', () => {
    const { advice, points: [crash, app] } = adviceOn('careful')
    expect(advice).toBe('crash-consistent')
    expect(crash.booted).toBeGreaterThan(15)
    expect(crash.right).toBe(crash.booted)
    expect(crash.rpoSeconds.p50!).toBeLessThan(app.rpoSeconds.p50! / 3)
    expect(crash.firstWrong).toBeNull()
  })

  it('asks for app-consistent points where crash-consistent ones came back wrong, and shows the first', async () => {
    const { advice, points: [crash, app] } = adviceOn('lazy')
    expect(advice).toBe('app-consistent')
    expect(crash.right).toBeLessThan(crash.booted)
    expect(app.right).toBe(app.booted)
    expect(crash.firstWrong).toMatch(/^lost-ack: .* acknowledged operation/)
    const argv = argumentsOf(crash.replay!)
    const { code, out } = await folder.seeddrill(argv)
    expect(code).toBe(0)
    expect(out).toContain('what came back: lost-ack')
  })

  it('counts what it rests on, the same with any number of workers', async () => {
    expect(report).toMatchObject({ histories: 6, historiesAsked: 6, endedBy: null, messages: [] })
    const { out } = await folder.seeddrill([...argumentsOf(report.command), '--json', '--workers', '1'])
    expect({ ...documentOf<AdviceReport>('advise', out), durationMs: 0 }).toEqual({ ...report, durationMs: 0 })
  })

  it('judges the whole where nothing is said of parts, and says so', async () => {
    folder.put('whole.ts', "import own from './own.ts'\nexport const whole = { ...own, name: 'whole', parts: {} }\n")
    const { code, out } = await folder.seeddrill(['advise', 'whole.ts', '--histories', '6'], { columns: 60, env: { NO_COLOR: '1' } })
    expect(code).toBe(0)
    expect(out).toContain('the estate as a whole: app-consistent points')
    expect(out.replace(/\n/g, ' ')).toContain('The estate says nothing of the data of single machines')
    expect(out.split('\n').filter((line) => widthOf(line) > 60).every((line) => line.startsWith('  npx seeddrill replay '))).toBe(true)
  })
})
