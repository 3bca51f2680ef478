/**
 * test/peers holds other people's clients and servers that ours is tried against. They have a lock of their own, so
 * that nobody who only wants the app installs them.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { install, isInstalled } from '../install.cjs'
import { root } from '../support/paths.ts'

const folder = join(root, 'test', 'peers')

/** Installs them where that is needed. Returns why they are not there, or null. */
export async function installPeers(): Promise<string | null> {
  if (!existsSync(join(folder, 'package-lock.json'))) return null
  try {
    if (!isInstalled(folder)) await install(folder)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The environment variable that tells the tests why the peers are not there, so that they can skip themselves. */
export const noPeersVariable = 'LONGSHORE_NO_PEERS'
