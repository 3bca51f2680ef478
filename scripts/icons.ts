/** `npm run icons`: the pictures in assets, made from the drawings in assets/source. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { launchChromium, whyNoChromium } from '../test/support/chromium.ts'
import { icns, icnsSizes, ico, type Sized } from './icons/containers.ts'
import { type Dress, drawPng } from './icons/draw.ts'
import { root } from './support/paths.ts'

const assets = join(root, 'assets')
const trayStates = ['idle', 'busy', 'paused', 'attention', 'sign-in', 'offline']

/** For whom a tray image is: its name says the panel, so a light panel has dark ink. */
const tones: readonly (readonly [name: string, dress: Dress])[] = [
  ['light', { ink: '#1a2326', sign: '#b3372f' }],
  ['dark', { ink: '#f2f5f5', sign: '#f0857c' }],
]

/** macOS puts an icon on a grid with a margin of about a tenth on each side. Other systems fill the square. */
const macPart = 0.86

function source(name: string): string {
  return readFileSync(join(assets, 'source', `${name}.svg`), 'utf8')
}

function write(name: string, content: Buffer): void {
  writeFileSync(join(assets, name), content)
  process.stdout.write(`assets/${name}\n`)
}

async function drawAll(sizes: readonly number[], draw: (size: number) => Promise<Buffer>): Promise<Sized[]> {
  const drawn: Sized[] = []
  for (const size of sizes) drawn.push({ size, png: await draw(size) })
  return drawn
}

async function makeAppIcons(browser: Browser): Promise<void> {
  const draw = (size: number, dress?: Dress): Promise<Buffer> =>
    drawPng(browser, source(size <= 32 ? 'icon-small' : 'icon'), size, dress)
  mkdirSync(join(assets, 'icons'), { recursive: true })
  // The folder's form and names are what electron-builder takes for Linux.
  for (const { size, png } of await drawAll([16, 24, 32, 48, 64, 128, 256, 512], draw))
    write(`icons/${size}x${size}.png`, png)
  write('icon.png', await draw(512))
  write('icon.ico', ico(await drawAll([16, 24, 32, 48, 64, 128, 256], draw)))
  write('icon.icns', icns(await drawAll(icnsSizes, (size) => draw(size, { part: macPart }))))
}

/** Two drawings of each state, since a line of two pixels on the one grid is a blur on the other. */
async function makeTrayImages(browser: Browser, state: string): Promise<void> {
  const draw = (size: number, dress?: Dress): Promise<Buffer> =>
    drawPng(browser, source(`tray-${size % 16 === 0 || size === 24 ? 16 : 22}/${state}`), size, dress)
  for (const [tone, dress] of tones) {
    write(`tray/${state}-${tone}.png`, await draw(22, dress))
    write(`tray/${state}-${tone}@2x.png`, await draw(44, dress))
    // Windows takes the size it needs out of an .ico; of a PNG it would stretch the one that there is.
    const sized = await drawAll([16, 20, 24, 32, 48], (size) => draw(size, dress))
    write(`tray/${state}-${tone}.ico`, ico(sized))
  }
  // macOS colours these itself: only their transparency counts.
  write(`tray/${state}Template.png`, await draw(16))
  write(`tray/${state}Template@2x.png`, await draw(32))
}

const whyNot = whyNoChromium()
if (whyNot !== null) throw new Error(whyNot)
mkdirSync(join(assets, 'tray'), { recursive: true })
const browser = await launchChromium()
try {
  await makeAppIcons(browser)
  for (const state of trayStates) await makeTrayImages(browser, state)
} finally {
  await browser.close()
}
