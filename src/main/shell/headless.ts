/** The runtime without a window: for a command that was given to the app, on a machine that may have no display. */

import { app } from 'electron'

/** Before the app is ready. */
export function goHeadless(): void {
  app.enableSandbox()
  app.commandLine.appendSwitch('ozone-platform', 'headless')
  app.disableHardwareAcceleration()
  app.dock?.hide()
}
