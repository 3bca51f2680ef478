/** Signing in as a person does it, with a real browser on the practice cloud's pages and a real listener to come back to. */

import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium, whyNoChromium } from '../support/chromium.ts'
import { expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { Processes, Station, until } from '../support/processes.ts'
import { SignInBench, clientId } from '../support/sign-in-bench.ts'
import { httpServer } from '../support/raw-server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { Practice } from './practice-client.ts'

const why = whyNoChromium()
const asking = { signInConsent: 'ask', deviceCodeInterval: 1 }

describe.skipIf(why !== null)('in a browser', () => {
  let browser: Browser
  let complaints: string[] = []

  beforeAll(async () => {
    browser = await launchChromium()
  })
  beforeEach(() => {
    complaints = []
  })
  afterEach(expectGoodManners)
  afterAll(() => browser.close())

  async function tab(): Promise<Page> {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    // A page that breaks its own policy says so there.
    page.on('console', (message) => void complaints.push(message.text()))
    return page
  }

  /** Chromium asks for a page's picture by itself, and is told that there is none. */
  const expectNoComplaints = () => expect(complaints.filter((text) => !text.includes('404'))).toEqual([])

  /** Who it is was not said beforehand, so that nobody is marked. */
  async function allow(page: Page): Promise<void> {
    await page.getByRole('radio', { name: /\(you@practice\.example\)/ }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
  }

  async function linkOf(wanted: ReturnType<SignInBench['begin']>): Promise<string> {
    const step = await wanted.step()
    if (step.step === 'done') throw new Error('nobody was asked')
    return step.url
  }

  test('NW7: Microsoft: somebody chooses who they are, allows it, and comes back', async () => {
    const bench = await SignInBench.open(asking)
    const wanted = bench.begin(bench.microsoft())
    const page = await tab()
    await page.goto(await linkOf(wanted))
    expect(await page.getByRole('listitem').allTextContents()).toEqual([
      'User.Read',
      'Files.ReadWrite',
      'offline_access',
    ])
    await page.getByRole('radio', { name: /colleague@practice\.example/ }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('heading', { name: 'Back to Longshore' }).waitFor()
    expect(new URL(page.url()).hostname).toBe('localhost')
    expect(await wanted.step()).toMatchObject({
      step: 'done',
      account: { name: 'work', user: 'colleague@practice.example', state: 'ready' },
    })
    expectNoComplaints()
    // Again, in the same browser, which remembers; the address that came back is of no use to anybody.
    const used = page.url()
    const again = bench.begin({ again: 'work' })
    await page.goto(await linkOf(again))
    await page.getByRole('button', { name: 'Allow' }).click()
    expect(await again.step()).toMatchObject({ step: 'done' })
    await expect(page.goto(used)).rejects.toThrow(/ERR_CONNECTION_REFUSED/)
  })

  test('Microsoft: somebody denies it', async () => {
    const bench = await SignInBench.open(asking)
    const wanted = bench.begin(bench.microsoft())
    const page = await tab()
    await page.goto(await linkOf(wanted))
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByRole('heading', { name: 'Nobody was signed in' }).waitFor()
    await expect(wanted.step()).rejects.toMatchObject({ failure: { code: 'sign-in-refused' } })
    expectNoComplaints()
  })

  test('Microsoft: the code is typed on a page, and the other side goes on', async () => {
    const bench = await SignInBench.open(asking)
    const wanted = bench.begin(bench.microsoft(), { way: 'device-code' })
    const step = await wanted.step()
    if (step.step !== 'code') throw new Error('no code')
    const page = await tab()
    await page.goto(step.url)
    await page.getByLabel('Code that the device shows').fill(step.code)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('radio', { name: /you@home/ }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('heading', { name: 'Signed in' }).waitFor()
    expect(await wanted.step()).toMatchObject({ step: 'done', account: { user: 'you@home.practice.example' } })
  })

  test('Box: somebody allows it, and what is uploaded arrives', async () => {
    const bench = await SignInBench.open(asking)
    const wanted = bench.begin(bench.box())
    const page = await tab()
    await page.goto(await linkOf(wanted))
    expect(await page.getByRole('listitem').allTextContents()).toEqual(['root_readwrite'])
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('heading', { name: 'Back to Longshore' }).waitFor()
    expect(await wanted.step()).toMatchObject({ step: 'done', account: { name: 'box', state: 'ready' } })
    expect(valueOf(await bench.client.destinations.check({ to: 'box:/', account: 'box' }))).toMatchObject({
      account: 'box',
    })
    expectNoComplaints()
  })

  test('NW7: a page of somebody else can not answer for the service, nor stop the right answer', async () => {
    const bench = await SignInBench.open(asking)
    const wanted = bench.begin(bench.microsoft())
    const link = await linkOf(wanted)
    const back = new URL(link).searchParams.get('redirect_uri') ?? ''
    const evil = await tab()
    await evil.goto(await httpServer((_, res) => res.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>evil')))
    const got = await evil.evaluate(async (target) => {
      const asked = [
        fetch(`${target}/?code=evil&state=guess`, { mode: 'no-cors' }),
        fetch(target, { method: 'POST', mode: 'no-cors', body: 'code=evil' }),
        fetch(target, { mode: 'cors' }),
      ]
      return (await Promise.allSettled(asked)).map(({ status }) => status)
    }, back)
    expect(got[2]).toBe('rejected')
    const page = await tab()
    await page.goto(link)
    await allow(page)
    expect(await wanted.step()).toMatchObject({ step: 'done' })
  })

  test.skipIf(process.platform !== 'linux')(
    'the command line opens the browser, and says nothing of the address among its arguments',
    async () => {
      const practice = await Practice.start()
      await practice.switch(asking)
      const processes = new Processes()
      onTestFinished(() => processes.close())
      const tools = temporaryFolder()
      const told = join(tools, 'told')
      writeFileSync(
        join(tools, 'xdg-open'),
        `#!/bin/sh\nprintf '%s' "$*" > '${told}.part'\nmv '${told}.part' '${told}'\n`,
      )
      chmodSync(join(tools, 'xdg-open'), 0o755)
      const station = new Station(processes, { PATH: `${tools}:${process.env['PATH'] ?? ''}` })
      const { graphUrl, loginUrl } = practice.cloud
      const roots = ['--graph-url', graphUrl, '--login-url', loginUrl, '--client-id', clientId]
      const command = station.command('account', 'add', 'microsoft', '--name', 'work', ...roots)
      const path = await until('the browser', () => (existsSync(told) ? readFileSync(told, 'utf8') : null))
      expect(path).toMatch(/sign-in-[0-9a-f-]+\.html$/)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(readFileSync(path, 'utf8')).toContain('state=')
      const page = await tab()
      await page.goto(`file://${path}`)
      await allow(page)
      await page.getByRole('heading', { name: 'Back to Longshore' }).waitFor()
      const { code, lines } = await command.answer()
      expect([code, lines]).toEqual([
        0,
        [{ name: 'work', kind: 'microsoft', user: 'you@practice.example', cloud: 'global', state: 'ready' }],
      ])
      expect(command.stderr).toContain(`${loginUrl}/common/oauth2/v2.0/authorize?`)
    },
  )

  test.skipIf(process.platform === 'win32')('Ctrl-C calls it off, and nothing listens any more', async () => {
    const practice = await Practice.start()
    const processes = new Processes()
    onTestFinished(() => processes.close())
    const station = new Station(processes, { PATH: temporaryFolder() })
    const { graphUrl, loginUrl } = practice.cloud
    const roots = ['--graph-url', graphUrl, '--login-url', loginUrl, '--client-id', clientId]
    const command = station.command('account', 'add', 'microsoft', ...roots)
    const link = await until('the link', () => /https?:\S+authorize\S+/.exec(command.stderr)?.[0] ?? null)
    expect(command.stderr).toContain('Open this to sign in:')
    command.signal('SIGINT')
    const { code, lines } = await command.answer()
    expect([code, lines]).toEqual([130, []])
    const page = await tab()
    await expect(page.goto(new URL(link).searchParams.get('redirect_uri') ?? '')).rejects.toThrow(/REFUSED/)
    expect((await station.run('account', 'list')).lines).toEqual([[]])
  })
})
