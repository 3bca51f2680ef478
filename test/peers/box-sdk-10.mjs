// Uploads with Box's present SDK (box-node-sdk 10).
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { bytes, job, report } from './box-job.mjs'

// Asked for the old way: by `import` its inner modules come twice, as CommonJS and as ES modules.
const require = createRequire(import.meta.url)
const box = require('box-node-sdk')
const networking = require('box-node-sdk/lib/networking/index')

const { boxUrl, boxUploadUrl, token, task, name, fileId, size } = job

const session = new networking.NetworkSession({
  baseUrls: new networking.BaseUrls({
    baseUrl: boxUrl,
    uploadUrl: `${boxUploadUrl}/api`,
    oauth2Url: `${boxUrl}/oauth2`,
  }),
  retryStrategy: new networking.BoxRetryStrategy({ retryBaseInterval: 0.02 }),
})

const client = new box.BoxClient({ auth: new box.BoxDeveloperTokenAuth({ token }), networkSession: session })

/** There is no helper for versions: the calls that it would be made of. */
async function uploadVersion() {
  const manager = client.chunkedUploads
  const opened = await manager.createFileUploadSessionForExistingFile(fileId, { fileSize: size })
  const { uploadPart, listParts, commit } = opened.sessionEndpoints
  for (let at = 0; at < size; at += opened.partSize) {
    const part = bytes.subarray(at, Math.min(at + opened.partSize, size))
    const digest = `sha=${createHash('sha1').update(part).digest('base64')}`
    await manager.uploadFilePartByUrl(uploadPart, Readable.from([part]), {
      digest,
      contentRange: `bytes ${at}-${at + part.length - 1}/${size}`,
    })
  }
  const parts = (await manager.getFileUploadSessionPartsByUrl(listParts)).entries
  const digest = `sha=${createHash('sha1').update(bytes).digest('base64')}`
  const sorted = parts.sort((a, b) => a.offset - b.offset)
  return (await manager.createFileUploadSessionCommitByUrl(commit, { parts: sorted }, { digest })).entries[0]
}

/** Four calls at once with a token that has ended. */
async function refreshTogether() {
  const auth = new box.BoxOAuth({ config: new box.OAuthConfig({ clientId: 'c', clientSecret: 's' }) })
  await auth.tokenStorage.store({ accessToken: 'stale', refreshToken: job.refreshToken, tokenType: 'bearer' })
  const user = new box.BoxClient({ auth, networkSession: session })
  const calls = Array.from({ length: 4 }, () => user.users.getUserMe())
  const ended = await Promise.allSettled(calls)
  return { ended: ended.map(({ status }) => status) }
}

const tasks = {
  small: async () => {
    const attributes = { name, parent: { id: '0' } }
    return { item: (await client.uploads.uploadFile({ attributes, file: Readable.from([bytes]) })).entries[0] }
  },
  new: async () => ({ item: await client.chunkedUploads.uploadBigFile(Readable.from([bytes]), name, size, '0') }),
  version: async () => ({ item: await uploadVersion() }),
  refresh: refreshTogether,
}

await report(async () => {
  const { item, ...rest } = await tasks[task]()
  return item ? { item: { id: item.id, name: item.name, size: item.size, sha1: item.sha1 } } : rest
})
