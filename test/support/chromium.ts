/** A real Chromium for tests: the one that is named, that playwright brought, or that the system has. */

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

function pathOfChromium(): string | null {
  const named = process.env['LONGSHORE_TEST_CHROMIUM']
  return [named ?? '', chromium.executablePath(), ...usual].find((path) => path !== '' && existsSync(path)) ?? null
}

/** Why there is none on this machine, as the reason of a skip; null where there is one. */
export function whyNoChromium(): string | null {
  return pathOfChromium() === null ? 'there is no Chromium here; name one in LONGSHORE_TEST_CHROMIUM' : null
}

export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = pathOfChromium() ?? ''
  // Its own sandbox doesn't start for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...sandbox, ...args] })
}
