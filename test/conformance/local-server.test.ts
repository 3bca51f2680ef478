import { once } from 'node:events'
import { WebSocket } from 'ws'
import { openLocalServer } from '../../src/main/server/local-server.ts'
import { maxAnswerChars } from '../../src/shared/rpc.ts'
import { socketTransport } from '../../src/shared/socket-transport.ts'
import { login, page } from '../support/local-server.ts'
import { describeTransport } from './transport.ts'

describeTransport("the web UI's WebSocket", async (accept) => {
  const server = await openLocalServer({ port: 0, files: page, accept })
  return {
    async dial() {
      const { cookie, token } = await login(server)
      const socket = new WebSocket(
        `ws://127.0.0.1:${server.port}/contract`,
        ['longshore', `longshore.token.${token}`],
        {
          headers: { cookie, origin: `http://127.0.0.1:${server.port}` },
          perMessageDeflate: false,
        },
      )
      await once(socket, 'open')
      return socketTransport(socket, maxAnswerChars)
    },
    close: () => server.close(),
  }
})
