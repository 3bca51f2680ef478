/** Which screen: kept in the fragment, so that back, forward and reload do what one expects. */

import { Cell } from './ui/cell.ts'

export const screens = ['queue', 'watches', 'history', 'accounts', 'settings'] as const
export type Screen = (typeof screens)[number]

function screenOf(hash: string): Screen {
  return screens.find((name) => hash === `#/${name}`) ?? 'queue'
}

export const screen = new Cell<Screen>('queue')

export function startRoute(): void {
  const read = (): void => {
    const { hash } = location
    // A new link was pasted into this tab: the code in it has to be exchanged.
    if (hash !== '' && !hash.startsWith('#/')) return location.reload()
    screen.set(screenOf(hash))
    return undefined
  }
  window.addEventListener('hashchange', read)
  read()
}

export function go(to: Screen): void {
  location.hash = `#/${to}`
}
