// Uploads with Box's own SDK, as it comes: in parts from 20 MB on. Run by test/bench.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { origin, run } from './bench-run.mjs'

// Asked for the old way: by `import` its inner modules come twice, as CommonJS and as ES modules.
const require = createRequire(import.meta.url)
const box = require('box-node-sdk')
const networking = require('box-node-sdk/lib/networking/index')

const networkSession = new networking.NetworkSession({
  baseUrls: new networking.BaseUrls({ baseUrl: origin, uploadUrl: `${origin}/api`, oauth2Url: origin }),
})
const client = new box.BoxClient({ auth: new box.BoxDeveloperTokenAuth({ token: 'token' }), networkSession })

await run(async (path) => {
  const { size } = await stat(path)
  const content = createReadStream(path, { highWaterMark: 1024 * 1024 })
  await client.chunkedUploads.uploadBigFile(content, basename(path), size, '0')
})
