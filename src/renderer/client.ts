/** The line to the engine: the app's bridge where there is one, else a WebSocket that is opened again when it breaks. */

import { appContract } from '../shared/app-contract.ts'
import { contract } from '../shared/contract.ts'
import { memoryPair } from '../shared/memory-transport.ts'
import { fromBridge } from '../shared/rpc-bridge.ts'
import { connect } from '../shared/rpc-connect.ts'
import type { Transport } from '../shared/rpc.ts'
import { socketTransport } from '../shared/socket-transport.ts'
import type { EngineClient, LinkState } from './engine/engine-client.ts'
import { exchange, forgetToken, isTurnedAway, keptToken } from './engine/sign-in.ts'
import type { AppBridge } from './platform.ts'
import { Cell } from './ui/cell.ts'

/** What the screens hold on to, over all connections. */
export interface Link {
  readonly state: Cell<LinkState>
  /** Of the connection now. While there is none, every call answers `engine-unreachable`. */
  readonly client: Cell<EngineClient>
  /** Tries at once instead of after the pause. */
  retry(): void
}

const firstPauseMs = 250
const longestPauseMs = 5_000

function clientOver(transport: Transport): EngineClient {
  return connect(contract, transport)
}

/** Every call over it fails as unreachable, so that screens need no second way of asking. */
function nobody(): EngineClient {
  const [here] = memoryPair()
  here.close()
  return clientOver(here)
}

/** The app finds an engine by itself, again and again; each is a new client, so that what was asked before is asked anew. */
export function linkOverBridge(over: AppBridge): Link {
  const state = new Cell<LinkState>('connecting')
  const client = new Cell(nobody())
  const app = fromBridge(appContract, over)

  async function run(): Promise<void> {
    try {
      for await (const now of app.app.link({})) {
        client.set(now === 'connected' ? { ...app } : nobody())
        state.set(now)
      }
    } catch {
      // The main process let go of this page: only a new page has a new line.
    }
    client.set(nobody())
    state.set('lost')
  }

  void run()
  return { state, client, retry: () => location.reload() }
}

/** Resolves with the open socket's transport, or null where it did not come about. */
function openSocket(token: string): Promise<Transport | null> {
  const url = new URL('contract', document.baseURI)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url, ['longshore', `longshore.token.${token}`])
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(socketTransport(socket)), { once: true })
    socket.addEventListener('close', () => resolve(null), { once: true })
  })
}

export function linkOverSocket(firstCode: string | null): Link {
  const state = new Cell<LinkState>('connecting')
  const client = new Cell(nobody())
  let code = firstCode
  let pauseMs = firstPauseMs
  let wake: (() => void) | null = null

  /** The token to come with; null where there is none at the moment. */
  async function tokenNow(): Promise<string | null> {
    if (code === null) {
      const kept = keptToken()
      if (kept === null) state.set('needs-link')
      return kept
    }
    const answer = await exchange(code)
    if (answer === 'unreachable') return null
    code = null
    // Somebody followed the link before; this tab may still have been let in earlier.
    return answer === 'refused' ? tokenNow() : answer.token
  }

  async function attempt(): Promise<Transport | null> {
    const token = await tokenNow()
    const transport = token === null ? null : await openSocket(token)
    if (token !== null && transport === null && (await isTurnedAway(token))) {
      forgetToken()
      state.set('needs-link')
    }
    return transport
  }

  /** Where only a new link helps, nobody is asked again until a person wants it. */
  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = state.get() === 'needs-link' ? undefined : setTimeout(resolve, pauseMs)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function run(): Promise<void> {
    for (;;) {
      const transport = await attempt()
      if (transport !== null) {
        pauseMs = firstPauseMs
        const closed = new Promise<void>((resolve) => transport.onClose(resolve))
        client.set(clientOver(transport))
        state.set('connected')
        await closed
        client.set(nobody())
      }
      if (state.get() !== 'needs-link') state.set('lost')
      await pause()
    }
  }

  void run()
  return { state, client, retry: () => wake?.() }
}
