// Uploads with Box's SDK of before (box-node-sdk 3), which much of what is in use is built on.
import http from 'node:http'
import BoxSDK from 'box-node-sdk-3'
import { bytes, job, report } from './box-job.mjs'

const { boxUrl, boxUploadUrl, token, task, name, fileId, size } = job

const sdk = new BoxSDK({
  clientID: 'c',
  clientSecret: 's',
  apiRootURL: boxUrl,
  uploadAPIRootURL: `${boxUploadUrl}/api`,
  authorizeRootURL: `${boxUrl}/api`,
  request: { agentClass: http.Agent },
  retryIntervalMS: 20,
})
const { files } = sdk.getBasicClient(token)
const told = { chunkErrors: [] }

async function chunked(uploader) {
  uploader.on('chunkError', ({ statusCode }) => told.chunkErrors.push(statusCode ?? null))
  // Emitted beside the rejection, and thrown where nobody listens.
  uploader.on('error', () => {})
  return uploader.start()
}

const options = { retryInterval: 20, fileAttributes: { content_modified_at: '2020-01-02T03:04:05Z' } }
const tasks = {
  small: () => files.uploadFile('0', name, bytes),
  new: async () => chunked(await files.getChunkedUploader('0', size, name, bytes, options)),
  version: async () => chunked(await files.getNewVersionChunkedUploader(fileId, size, bytes, options)),
}

await report(async () => {
  const [item] = (await tasks[task]()).entries
  return { item: { id: item.id, name: item.name, size: item.size, sha1: item.sha1 } }
}, told)
