// Uploads with Microsoft's own SDK, as it comes: sessions, ranges of 5 MiB, files as blobs. Run by test/bench.
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Client, FileUpload, LargeFileUploadTask } from '@microsoft/microsoft-graph-client'
import { origin, run } from './bench-run.mjs'

// Whole addresses may be https only, so that a session's is said as base, version and path.
const client = Client.init({ baseUrl: `${origin}/`, defaultVersion: 's', authProvider: (done) => done(null, 'token') })

await run(async (path) => {
  const { size } = await stat(path)
  const name = basename(path)
  const opened = await fetch(`${origin}/v1.0/me/drive/root:/${name}:/createUploadSession`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  const { uploadUrl } = await opened.json()
  const session = { url: `/${uploadUrl.split('/s/')[1]}`, expiry: new Date(8e12), isCancelled: false }
  const file = new FileUpload(await openAsBlob(path), name, size)
  await new LargeFileUploadTask(client, file, session, {}).upload()
})
