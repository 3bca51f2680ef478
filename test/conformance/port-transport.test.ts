import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { portTransport } from '../../src/shared/port-transport.ts'
import type { PortLike } from '../../src/shared/port-transport.ts'
import { fromBridge, toBridge } from '../../src/shared/rpc-bridge.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import { maxAnswerChars, maxFrameChars } from '../../src/shared/rpc.ts'
import { describeTransport } from './transport.ts'
import type { Harbor, OpenHarbor } from './transport.ts'

function portLike(port: MessagePort): PortLike {
  return {
    post: (text) => port.postMessage(text),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    start: () => port.start(),
    close: () => port.close(),
  }
}

const openHarbor: OpenHarbor = (accept) => {
  const servings = new Map<MessagePort, ReturnType<typeof accept>>()
  return Promise.resolve({
    dial() {
      const { port1, port2 } = new MessageChannel()
      servings.set(port1, accept(portTransport(portLike(port1), maxAnswerChars)))
      return Promise.resolve(portTransport(portLike(port2), maxFrameChars))
    },
    async close() {
      for (const [port, serving] of servings) {
        await serving.drain()
        port.close()
      }
    },
  })
}

describeTransport('message port', openHarbor)

type Any = (...args: unknown[]) => Promise<unknown>

/** What crosses is a copy, as `contextBridge` makes them; functions and promises go through, signals and iterators don't. */
function copied(value: unknown): unknown {
  if (typeof value === 'function') return (given: unknown) => (value as Any)(structuredClone(given))
  return value instanceof Promise ? value.then((inner: unknown) => structuredClone(inner)) : structuredClone(value)
}

function wall<T extends object>(inside: T): T {
  const groups = Object.entries(inside).map(([group, entries]) => {
    const crossing = Object.entries(entries as Record<string, Any>).map(([name, call]) => [
      name,
      (...args: unknown[]) => copied(call(...args.map(copied))),
    ])
    return [group, Object.fromEntries(crossing)]
  })
  return Object.fromEntries(groups) as T
}

function behindAWall(harbor: Harbor): Harbor {
  return {
    ...harbor,
    clientOf: (contract, transport) => fromBridge(contract, wall(toBridge(contract, connect(contract, transport)))),
  }
}

describeTransport('message port, behind a bridge', async (accept) => behindAWall(await openHarbor(accept)))
