import { useEffect } from 'react'
import { appContract } from '../shared/app-contract.ts'
import type { Wish } from '../shared/app-contract.ts'
import { fromBridge } from '../shared/rpc-bridge.ts'
import { bridge } from './platform.ts'

/** What the app's tray, its menu and its start ask the page for. A browser is asked for nothing. */
export function useWishes(onWish: (wish: Wish) => void): void {
  useEffect(() => {
    const over = bridge()
    if (over === null) return undefined
    const leaving = new AbortController()
    void follow(fromBridge(appContract, over).app.wishes({}, leaving.signal), onWish)
    return () => leaving.abort()
  }, [onWish])
}

async function follow(wishes: AsyncIterable<Wish>, onWish: (wish: Wish) => void): Promise<void> {
  try {
    for await (const wish of wishes) onWish(wish)
  } catch {
    // The main process let go of this page; the link says so.
  }
}
