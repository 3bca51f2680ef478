import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dialPrivately } from '../../src/main/client/private-socket.ts'
import { listenPrivately } from '../../src/main/server/private-socket.ts'
import { describeTransport } from './transport.ts'

describeTransport('private socket', async (accept) => {
  // A colon, a space and a percent sign: nothing of the path may be taken for an address.
  const folder = await mkdtemp(join(tmpdir(), 'long shore:%20-'))
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${folder.slice(-12)}` : join(folder, 's.sock')
  const socket = await listenPrivately(path, accept)
  return {
    async dial() {
      const found = await dialPrivately(path)
      if (!found.ok || found.value === null) throw new Error(`nobody at ${path}`)
      return found.value
    },
    async close() {
      await socket.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
})
