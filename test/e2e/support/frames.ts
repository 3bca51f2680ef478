/**
 * The frames of the app's page, taken where they arrive and leave: at the port that its preload holds, in the world of that
 * preload. Chromium's own debugger reaches both; nothing of the program is replaced.
 */

import type { CDPSession, Page } from 'playwright'

export interface Frame {
  readonly way: 'to the page' | 'from the page'
  readonly text: string
}

/** Called with the ports there are: listens to what comes, and to what is sent from now on. */
const listen = `function () {
  const frames = (globalThis.recordedFrames = [])
  for (const port of this) {
    port.addEventListener('message', ({ data }) => frames.push({ way: 'to the page', text: String(data) }))
  }
  const { postMessage } = MessagePort.prototype
  MessagePort.prototype.postMessage = function (...args) {
    frames.push({ way: 'from the page', text: String(args[0]) })
    return postMessage.apply(this, args)
  }
  return this.length
}`

export class RecordedFrames {
  readonly #session: CDPSession
  readonly #world: number

  private constructor(session: CDPSession, world: number) {
    this.#session = session
    this.#world = world
  }

  /** From now on, until the page goes. */
  static async start(page: Page): Promise<RecordedFrames> {
    const session = await page.context().newCDPSession(page)
    const worlds: { readonly id: number; readonly name: string }[] = []
    session.on('Runtime.executionContextCreated', ({ context }) => worlds.push(context))
    await session.send('Runtime.enable')
    const contextId = worlds.find(({ name }) => name === 'Electron Isolated Context')?.id
    if (contextId === undefined) throw new Error('the preload has no world of its own')
    const { result } = await session.send('Runtime.evaluate', { contextId, expression: 'MessagePort.prototype' })
    const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' })
    const heard = await session.send('Runtime.callFunctionOn', {
      objectId: objects.objectId ?? '',
      functionDeclaration: listen,
      returnByValue: true,
    })
    if (heard.result.value !== 1) throw new Error(`${heard.result.value} ports where there is one`)
    return new RecordedFrames(session, contextId)
  }

  async all(): Promise<readonly Frame[]> {
    const { result } = await this.#session.send('Runtime.evaluate', {
      contextId: this.#world,
      expression: 'recordedFrames',
      returnByValue: true,
    })
    return result.value as readonly Frame[]
  }
}
