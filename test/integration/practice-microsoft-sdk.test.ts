import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Practice } from './practice-client.ts'
import { documentOf, share } from './practice-print-client.ts'

const peers = join(import.meta.dirname, '../peers')
const isInstalled = existsSync(join(peers, 'node_modules/@microsoft/microsoft-graph-client'))
if (!isInstalled) console.warn('skipped: Microsoft’s SDK is not installed; run `npm ci --ignore-scripts` in test/peers')

interface Uploaded {
  readonly bytes: string
  readonly task: string
  readonly item?: { readonly id: string; readonly name: string; readonly size: number }
  readonly error?: { readonly code: string | null; readonly message: string }
}

/** A process of its own: the SDK uses the global fetch, which trusts only what NODE_EXTRA_CA_CERTS named at its start. */
async function upload(
  practice: Practice,
  task: string,
  size: number,
  session?: { readonly path: string; readonly payload: object },
): Promise<Uploaded & { sha256: string }> {
  const { graphUrl, token, caFile } = practice.cloud
  const job = { graphUrl, token, task, size, name: `${task}-${size}.bin`, seed: size, session }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(peers, 'microsoft-sdk.mjs'), JSON.stringify(job)],
    {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile ?? '' },
    },
  )
  return JSON.parse(stdout)
}

const mebibyte = 1024 * 1024
const sizes = [1, 327_679, 327_680, 327_681, 5 * mebibyte, 5 * mebibyte + 1, 15 * mebibyte]

describe.skipIf(!isInstalled)('Microsoft’s JavaScript SDK (graph.md H7)', () => {
  describe.each(['odp', 'odb'] as const)('over TLS, %s', (profile) => {
    it.each(['OneDriveLargeFileUploadTask', 'LargeFileUploadTask'])('%s uploads every size', async (task) => {
      const practice = await Practice.start({ tls: true, profile })
      for (const size of sizes) {
        const { item, error, sha256 } = await upload(practice, task, size)
        expect(error).toBeUndefined()
        const stored = await practice.item(`/${item?.name}`)
        expect(stored).toMatchObject({ id: item?.id, size, sha256 })
      }
      const puts = await practice.journal('?op=put')
      expect(puts.length).toBeGreaterThanOrEqual(sizes.length)
      for (const put of puts) expect(put).toMatchObject({ host: 'upload', authorization: null, transferEncoding: null })
    })
  })

  it('LargeFileUploadTask fills a document to print', async () => {
    const practice = await Practice.start({ tls: true })
    for (const size of [1, 5 * mebibyte + 1, 15 * mebibyte]) {
      const { id, documentId } = await practice.control('POST', '/print', { what: 'job', printer: 'practice-printer' })
      const properties = { documentName: `${size}.pdf`, contentType: 'application/pdf', size }
      const session = {
        path: `${share}/jobs/${id}/documents/${documentId}/createUploadSession`,
        payload: { properties },
      }
      const { item, error, sha256 } = await upload(practice, 'LargeFileUploadTask', size, session)
      expect(error).toBeUndefined()
      expect(item).toMatchObject({ id: documentId, size })
      expect(await documentOf(practice, documentId)).toMatchObject({ name: `${size}.pdf`, size, sha256 })
    }
    expect((await practice.control('GET', '/journal/violations')).violations).toEqual([])
  })

  it('is refused where it sends its token to an upload URL', async () => {
    const practice = await Practice.start({ tls: true })
    await practice.switch({ uploadsOnGraphHost: true })
    const { item, error } = await upload(practice, 'LargeFileUploadTask', 1000)
    expect(item).toBeUndefined()
    expect(error?.code).toBe('unauthenticated')
    const [put] = await practice.journal('?op=put')
    expect(put).toMatchObject({ host: 'graph', authorization: 'Bearer', status: 401, errorCode: 'unauthenticated' })
  })

  it('is not trusted by those who were not told of its authority', async () => {
    const practice = await Practice.start({ tls: true })
    await expect(fetch(`${practice.cloud.graphUrl}/v1.0/me`)).rejects.toThrow('fetch failed')
  })
})
