// Uploads with tus-js-client: one request a file, its default. Another protocol, for reference. Run by test/bench.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { DefaultHttpStack, Upload } from 'tus-js-client'
import { origin, run } from './bench-run.mjs'

const { Agent } = origin.startsWith('https:') ? https : http
const httpStack = new DefaultHttpStack({ agent: new Agent({ keepAlive: true }) })

await run(async (path) => {
  const { size } = await stat(path)
  await new Promise((resolve, reject) => {
    const options = { endpoint: `${origin}/tus`, uploadSize: size, chunkSize: size, httpStack }
    new Upload(createReadStream(path), { ...options, onError: reject, onSuccess: resolve }).start()
  })
})
