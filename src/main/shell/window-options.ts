/** How our window is made. Everything that Electron could be talked out of is said here, also where it is the default. */

import type { BrowserWindowConstructorOptions } from 'electron'
import type { Bounds } from './shell-memory.ts'

/** The page's own ground, so that nothing flashes before it is painted. */
const ground = { light: '#f6f7f7', dark: '#14181a' } as const

export function windowOptions(
  preload: string,
  icon: string | null,
  isDark: boolean,
  bounds: Bounds | null,
): BrowserWindowConstructorOptions {
  return {
    width: 1_180,
    height: 760,
    ...bounds,
    minWidth: 420,
    minHeight: 420,
    show: false,
    title: 'Longshore',
    autoHideMenuBar: true,
    backgroundColor: isDark ? ground.dark : ground.light,
    ...(icon === null ? {} : { icon }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
      // A hidden page may sleep; what it missed it asks for when it is shown.
      backgroundThrottling: true,
    },
  }
}
