/**
 * Runs before our page in its sandbox. Gives the page the contract, one function an entry, and the way from a dropped
 * file to its path: no channel names, no events, nothing else of Electron.
 */

// oxlint-disable-next-line import/no-unassigned-import -- it is its effect that counts, before any schema is made
import '../../shared/jitless.ts'
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { appContract } from '../../shared/app-contract.ts'
import { portTransport } from '../../shared/port-transport.ts'
import { toBridge } from '../../shared/rpc-bridge.ts'
import { connect } from '../../shared/rpc-connect.ts'
import { maxFrameChars } from '../../shared/rpc.ts'
import { connectChannel } from './channel.ts'
import { pagePort } from './page-port.ts'

const { port, theirs } = pagePort()
const transport = portTransport(port, maxFrameChars)
ipcRenderer.postMessage(connectChannel, null, [theirs])

// The main process has checked what the engine answered, and is of the same build.
const client = connect(appContract, transport, { checkOutput: false })

contextBridge.exposeInMainWorld('longshore', {
  ...toBridge(appContract, client),
  files: { pathOf: (file: File) => webUtils.getPathForFile(file) },
})
