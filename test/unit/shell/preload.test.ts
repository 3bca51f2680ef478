import type { MessagePort } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { connectChannel } from '../../../src/main/shell/channel.ts'
import { appContract } from '../../../src/shared/app-contract.ts'
import { failure, ok } from '../../../src/shared/failure.ts'
import { portTransport } from '../../../src/shared/port-transport.ts'
import type { Handlers } from '../../../src/shared/rpc-contract.ts'
import { serve } from '../../../src/shared/rpc-serve.ts'
import { maxAnswerChars } from '../../../src/shared/rpc.ts'
import { fakeHandlers } from '../../fakes/fake-engine.ts'
import { asked, contextBridge } from '../../fakes/electron.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

type Exposed = Record<string, Record<string, (...args: unknown[]) => unknown>>

await import('../../../src/main/shell/preload.ts')
const [[name, api] = ['', null]] = contextBridge.exposed
const exposed = api as Exposed
const atStart = [...asked]

/** What is never called off. */
const never = new Promise<void>(() => undefined)

/** The main process's end of the line, which the preload has given away. */
function served(app: Partial<Handlers<typeof appContract>['app']>, staged = {}): void {
  const port = (atStart[0]?.args[2] as MessagePort[] | undefined)?.[0]
  if (port === undefined) throw new Error('no port was handed over')
  const handlers = { ...fakeHandlers(staged), app: { ...app } } as Handlers<typeof appContract>
  serve(
    appContract,
    handlers,
    portTransport(
      {
        post: (text) => port.postMessage(text),
        onMessage: (listener) => void port.on('message', listener),
        onClose: (listener) => void port.on('close', listener),
        start: () => port.start(),
        close: () => port.close(),
      },
      maxAnswerChars,
    ),
  )
}

test('E20, R1: the page gets one function for each entry of the contract, the way from a file to its path, and no more', () => {
  expect(contextBridge.exposed).toHaveLength(1)
  expect(name).toBe('longshore')
  const shape = Object.entries(exposed).map(([group, entries]) => [group, Object.keys(entries)])
  const contract = Object.entries(appContract).map(([group, entries]) => [group, Object.keys(entries)])
  expect(shape).toEqual([...contract, ['files', ['pathOf']]])
  const values = Object.values(exposed).flatMap((entries) => Object.values(entries))
  expect(values.every((value) => typeof value === 'function')).toBe(true)
})

test('E20, R5: of all that Electron offers, one message is used, once: it hands over a port', () => {
  expect(atStart).toEqual([
    { of: 'ipcRenderer.postMessage', args: [connectChannel, null, [expect.any(globalThis.MessagePort)]] },
  ])
})

test('E20: a call gives its answer and nothing of the event that brought it; names of channels lead nowhere', async () => {
  const inputs: unknown[] = []
  served(
    {
      chooseFiles: () => Promise.resolve(ok({ paths: ['/a', '/b'] })),
      async *link() {
        yield 'connected'
        yield 'lost'
      },
    },
    {
      queue: {
        pause: (input: unknown) => {
          inputs.push(input)
          return Promise.resolve(ok({ changed: 1 }))
        },
      },
    },
  )
  expect(await exposed['app']?.['chooseFiles']?.({}, never)).toEqual(ok({ paths: ['/a', '/b'] }))

  const heard: unknown[][] = []
  const onValue = (...args: unknown[]): Promise<void> => Promise.resolve(void heard.push(args))
  expect(await exposed['app']?.['link']?.({}, onValue, never)).toBeNull()
  expect(heard).toEqual([['connected'], ['lost']])

  const pause = exposed['queue']?.['pause']
  expect(await pause?.('longshore:connect', never)).toMatchObject({ ok: false, failure: { code: 'usage' } })
  expect(await pause?.({ all: true }, never, 'settings.set', { key: 'x' })).toEqual(ok({ changed: 1 }))
  expect(inputs).toEqual([{ all: true }])
  expect(asked).toEqual(atStart)
})

test('R6: a failure crosses as code and facts', async () => {
  expect(await exposed['watches']?.['list']?.({}, never)).toEqual({
    ok: false,
    failure: failure('bug', { detail: 'watches.list: Error' }),
  })
})

test('C7: a dropped file is asked for its path, and nothing but a file is handed on', () => {
  const file = new File([], 'a.txt')
  const pathOf = exposed['files']?.['pathOf']
  expect(pathOf?.(file, 'more')).toBe('answer of getPathForFile')
  expect(asked.slice(atStart.length)).toEqual([{ of: 'webUtils.getPathForFile', args: [file] }])
})
