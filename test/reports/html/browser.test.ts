/** The page in a real browser, opened from a disk. Skipped, and says so, where there is no Chromium. */
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failing, HOSTILE, pageOf } from './run-page.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const executablePath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

describe.skipIf(executablePath === undefined)(`the page in a browser${executablePath === undefined ? ' (skipped: there is no Chromium on this machine)' : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'seeddrill-page-'))
  const address = pathToFileURL(join(folder, 'run.html')).href
  const heard: string[] = []
  let browser: Browser

  beforeAll(async () => {
    writeFileSync(join(folder, 'run.html'), pageOf(failing))
    browser = await chromium.launch({ executablePath: executablePath!, args: QUIET })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    heard.length = 0
    const page = await (await browser.newContext(options)).newPage()
    page.on('request', (request) => void (request.url() === address || heard.push(`request ${request.url()}`)))
    page.on('console', (message) => void heard.push(`console ${message.text()}`))
    page.on('pageerror', (error) => void heard.push(`error ${error.message}`))
    await page.goto(address)
    return page
  }

  const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.id')
  const isOpen = (page: Page, id: string): Promise<boolean> => page.evaluate(`document.querySelector('#${id} > details').open`)

  it('asks for nothing else, complains of nothing, and is not struck by hostile names', async () => {
    const page = await open()
    for (let press = 0; press < 4; press++) await page.keyboard.press('j')
    expect(await page.evaluate('[window.struck, document.images.length, document.querySelectorAll("article").length]')).toEqual([undefined, 0, 4])
    expect(await page.textContent('#failure-3 h3')).toContain(HOSTILE)
    expect(heard).toEqual([])
  }, 60_000)

  it('goes from failure to failure by j and k, and opens each', async () => {
    const page = await open()
    expect(await isOpen(page, 'failure-2')).toBe(false)
    const ids: string[] = []
    for (const key of ['j', 'j', 'j', 'j', 'j', 'k']) {
      await page.keyboard.press(key)
      ids.push(await focused(page))
    }
    expect(ids).toEqual(['failure-1', 'failure-2', 'failure-3', 'failure-4', 'failure-4', 'failure-3'])
    expect(await isOpen(page, 'failure-2')).toBe(true)
  }, 60_000)

  it('goes from mark to mark by l and h, and says what each is', async () => {
    const page = await open()
    for (const key of ['j', 'l', 'l']) await page.keyboard.press(key)
    expect(await page.textContent('#failure-1 .mark-text')).toContain('W41 write “record” · sectors 8–9 · operation 7 · torn')
    await page.keyboard.press('h')
    expect(await page.textContent('#failure-1 .mark-text')).toContain('asked “operation 7')
  }, 60_000)

  it('filters scenarios and their failures, and shows all again', async () => {
    const page = await open()
    const shown = (): Promise<number[]> =>
      page.evaluate('["#scenario-table tbody tr", ".failure"].map((what) => [...document.querySelectorAll(what)].filter((one) => !one.hidden).length)')
    await page.keyboard.press('/')
    expect(await focused(page)).toBe('filter')
    await page.keyboard.type('ledger jk')
    expect(await shown()).toEqual([0, 0])
    for (let press = 0; press < 3; press++) await page.keyboard.press('Backspace')
    expect(await shown()).toEqual([1, 2])
    expect(await page.textContent('#filtered')).toBe('1 of 4')
    await page.keyboard.press('Escape')
    expect(await shown()).toEqual([4, 4])
  }, 60_000)

  it('fits a narrow screen, and says all without scripts', async () => {
    const narrow = await open({ viewport: { width: 360, height: 740 } })
    for (let press = 0; press < 4; press++) await narrow.keyboard.press('j')
    expect(await narrow.evaluate('document.documentElement.scrollWidth')).toBe(360)
    const bare = await open({ javaScriptEnabled: false })
    expect(await bare.isVisible('text=transfer 7 is missing')).toBe(true)
    expect(await bare.isVisible('button.copy')).toBe(false)
  }, 60_000)
})
