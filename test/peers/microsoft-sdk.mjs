// Uploads one file with Microsoft's own SDK and prints what came of it. Run by practice-microsoft-sdk.test.ts.
import { createHash } from 'node:crypto'
import { Client, FileUpload, LargeFileUploadTask, OneDriveLargeFileUploadTask } from '@microsoft/microsoft-graph-client'

const { graphUrl, token, task, size, name, seed, session } = JSON.parse(process.argv[2] ?? '{}')

/** What opens a session: a file in the drive's root, unless the job says something else. */
const opening = session ?? {
  path: `/me/drive/root:/${name}:/createUploadSession`,
  payload: { item: { '@microsoft.graph.conflictBehavior': 'fail', name } },
}

/** Pseudo-random, since QuickXorHash does not notice patterns. */
function content() {
  const bytes = Buffer.alloc(size)
  let state = seed >>> 0 || 1
  for (let i = 0; i < size; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = state & 255
  }
  return new Uint8Array(bytes)
}

async function upload(bytes) {
  const client = Client.init({
    baseUrl: `${graphUrl}/`,
    defaultVersion: 'v1.0',
    // The bare host: the SDK compares it without the port.
    customHosts: new Set(['127.0.0.1']),
    authProvider: (done) => done(null, token),
  })
  if (task === 'OneDriveLargeFileUploadTask') {
    const options = { fileName: name, path: '/', conflictBehavior: 'fail', rangeSize: 5 * 1024 * 1024 }
    return (await OneDriveLargeFileUploadTask.create(client, bytes, options)).upload()
  }
  const opened = await LargeFileUploadTask.createUploadSession(client, opening.path, opening.payload)
  const file = new FileUpload(bytes.buffer, name, size)
  return new LargeFileUploadTask(client, file, opened, { rangeSize: 5 * 1024 * 1024 }).upload()
}

const bytes = content()
const sha256 = createHash('sha256').update(bytes).digest('hex')
try {
  const { responseBody } = await upload(bytes)
  console.log(JSON.stringify({ sha256, item: responseBody }))
} catch (thrown) {
  // What a refused slice makes this SDK throw is the service's answer, not an Error.
  const error = thrown.error ?? { code: thrown.code ?? null, message: String(thrown.message) }
  console.log(JSON.stringify({ sha256, error }))
}
