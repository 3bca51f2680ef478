/**
 * Loaded into a real daemon (`NODE_OPTIONS=--import`): a runtime with bugs that ours has none of. Opening a file whose
 * name has `crash` ends the process by an error that nothing catches; with LONGSHORE_TEST_HANGS the store's thread is
 * never told to end.
 */

import { syncBuiltinESMExports } from 'node:module'
import promises from 'node:fs/promises'
import { Worker } from 'node:worker_threads'

const { open } = promises
promises.open = async (path, ...rest) => {
  const handle = await open(path, ...rest)
  if (String(path).includes('crash')) {
    setImmediate(() => {
      throw new Error('nobody catches this')
    })
  }
  return handle
}
syncBuiltinESMExports()

if (process.env.LONGSHORE_TEST_HANGS === '1') {
  const post = Reflect.get(Worker.prototype, 'postMessage')
  // What is asked in one turn of the event loop goes as one list (src/main/worker/worker-client.ts).
  Worker.prototype.postMessage = function unlessEnd(messages, ...rest) {
    const others = messages.filter(({ kind }) => kind !== 'close')
    if (others.length > 0) Reflect.apply(post, this, [others, ...rest])
  }
}
