/** `node crash.ts DATA_DIR SECRET WAY`: becomes the daemon, and once it is ready, ends of an error that nobody catches. */

import { runCommandLine } from '../../src/main/command-line.ts'
import { addressesToDial } from '../../src/main/private-address.ts'
import { contract } from '../../src/shared/contract.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import { dialAny } from '../../src/main/client/reach-engine.ts'

const [dataDir = '', secret = '', way = ''] = process.argv.slice(2)

function bug(): Error {
  const cause = Object.assign(new Error(`asked with ${encodeURIComponent(secret)}`), { request: { token: secret } })
  return new TypeError(`no ${secret}`, { cause })
}

void runCommandLine(['daemon', '--json', '--data-dir', dataDir])
for (;;) {
  const { transport } = await dialAny(await addressesToDial(dataDir))
  if (transport !== null) {
    // What is in no memory can be said by nobody: this opens the account's tokens, and fails for want of a service.
    await connect(contract, transport).destinations.check({ to: 'onedrive:/' })
    break
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
}
if (way === 'thrown') {
  setImmediate(() => {
    throw bug()
  })
} else void Promise.reject(bug())
await new Promise(() => undefined)
