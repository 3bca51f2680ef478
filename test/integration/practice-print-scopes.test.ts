/** Which scopes Universal Print wants for what (graph.md F2, and the permissions on each of its pages). */

import { beforeEach, describe, expect, it } from 'vitest'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { Practice, code } from './practice-client.ts'
import { openUpload, printer, putPart, share } from './practice-print-client.ts'

const whole = pseudoRandom(1_000, 1)

let practice: Practice

beforeEach(async () => {
  practice = await Practice.start()
})

/** A token that may do only this. */
async function allowed(...scopes: string[]): Promise<{ readonly headers: Record<string, string> }> {
  const { accessToken } = await practice.control('POST', '/tokens', { scopes })
  return { headers: { Authorization: `Bearer ${accessToken}` } }
}

describe('who may', () => {
  const body = { configuration: {} }
  const properties = { documentName: 'a.pdf', contentType: 'application/pdf', size: 10 }
  const own = `${share}/jobs/practice-job`
  const there = `${own}/documents/practice-document`

  it.each<[method: string, path: string, options: object, enough: string[], tooLittle: string[]]>([
    ['GET', '/print/shares', {}, ['PrinterShare.ReadBasic.All'], ['Printer.Read.All', 'PrintJob.ReadWrite.All']],
    ['GET', share, {}, ['PrinterShare.Read.All'], ['Printer.FullControl.All']],
    ['GET', '/print/printers', {}, ['Printer.Read.All'], ['PrinterShare.ReadWrite.All']],
    ['GET', printer, {}, ['Printer.FullControl.All'], ['PrinterShare.ReadWrite.All']],
    ['POST', `${share}/jobs`, { body }, ['PrintJob.ReadWriteBasic', 'PrintJob.ReadWrite'], ['PrintJob.Create']],
    ['POST', `${printer}/jobs`, { body }, ['PrintJob.Create', 'PrintJob.ReadWriteBasic'], ['PrintJob.Read']],
    ['GET', `${share}/jobs`, {}, ['PrintJob.ReadBasic', 'PrintJob.ReadWriteBasic'], ['PrintJob.Create']],
    ['GET', own, {}, ['PrintJob.ReadBasic', 'PrintJob.ReadWrite'], ['PrintJob.Create']],
    ['GET', there, {}, ['PrintJob.ReadBasic'], ['PrintJob.Create']],
    [
      'POST',
      `${there}/createUploadSession`,
      { body: { properties } },
      ['PrintJob.Create', 'PrintJob.ReadWrite'],
      ['PrintJob.ReadWriteBasic'],
    ],
  ])('%s %s', async (method, path, options, enough, tooLittle) => {
    for (const scope of enough) {
      const answer = await practice.graph(method, path, { ...options, ...(await allowed(scope)) })
      expect([200, 201]).toContain(answer.status)
    }
    for (const scope of tooLittle) {
      const answer = await practice.graph(method, path, { ...options, ...(await allowed(scope)) })
      expect([answer.status, code(answer)]).toEqual([403, 'UnknownError'])
      expect(answer.json.error.message).toBe('"The token does not have one or more required security scopes."')
    }
    const nobody = await practice.graph(method, path, { ...options, headers: { Authorization: 'Bearer x' } })
    expect([nobody.status, code(nobody)]).toEqual([401, 'InvalidAuthenticationToken'])
  })

  it('start and cancel, read a document, and with PrintJob.Create make jobs at shares', async () => {
    const { job, jobId, documentId, url } = await openUpload(practice, whole.length)
    await putPart(url, whole, 0, whole.length)
    const at = async (scope: string, method: string, path: string, options = {}) =>
      (await practice.graph(method, path, { ...options, ...(await allowed(scope)) })).status
    const value = `${printer}/jobs/${jobId}/documents/${documentId}/$value`
    expect(await at('PrintJob.ReadBasic', 'GET', value)).toBe(403)
    expect(await at('PrintJob.Read', 'GET', value)).toBe(302)
    expect(await at('PrintJob.Read', 'POST', `${job}/start`)).toBe(403)
    expect(await at('PrintJob.Create', 'POST', `${printer}/jobs/${jobId}/cancel`)).toBe(403)
    await practice.switch({ printProcessingMs: null })
    expect(await at('PrintJob.Create', 'POST', `${job}/start`)).toBe(200)
    expect(await at('PrintJob.ReadWriteBasic', 'POST', `${printer}/jobs/${jobId}/cancel`)).toBe(204)
    await practice.switch({ printCreateAtShares: true })
    expect(await at('PrintJob.Create', 'POST', `${share}/jobs`, { body })).toBe(201)
  })
})
