/**
 * Opens a link with a one-time code in the system's browser. Arguments of a process are seen by every user of the
 * computer, so the browser is given a file that only this user can read, and that leads on to the link.
 */

import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** As long as the code in it lives. */
const fileLifeMs = 60_000

export interface Opening {
  readonly dataDir: string
  readonly url: string
  /** Told where no browser could be started, as far as that can be known. */
  readonly onTrouble: () => void
  /** Of the file; what is there by that name is written over. */
  readonly name?: string
}

interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly start: typeof spawn
}

/** No shell anywhere: the file is one argument. */
function opener(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'open'
  return platform === 'win32' ? 'explorer.exe' : 'xdg-open'
}

function pageTo(url: string): string {
  // What serializes an address leaves no quotes and no angle brackets in it.
  const { href } = new URL(url)
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Longshore</title><meta http-equiv="refresh" content="0;url=${href}"><a href="${href}">Longshore</a>\n`
}

/** @returns removes the file at once, for who ends before its time is over */
export async function openBrowser(
  { dataDir, url, onTrouble, name = 'open-in-browser.html' }: Opening,
  { platform, start }: Surroundings = { platform: process.platform, start: spawn },
): Promise<() => void> {
  const path = join(dataDir, name)
  // Whatever is there was left behind: only who owns the data folder comes here.
  await rm(path, { force: true })
  await writeFile(path, pageTo(url), { flag: 'wx', mode: 0o600 })
  const forget = (): void => {
    clearTimeout(timer)
    rmSync(path, { force: true })
  }
  const timer = setTimeout(forget, fileLifeMs).unref()
  const child = start(opener(platform), [path], { stdio: 'ignore', detached: true })
  child.once('error', onTrouble)
  // Explorer says 1 also when all is well.
  child.once('exit', (code) => {
    if (code !== null && code !== 0 && platform !== 'win32') onTrouble()
  })
  child.unref()
  return forget
}
