/** A company's certificate authority beside the built-in ones. There is no switch that turns checking off (N20). */

import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import tls from 'node:tls'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'

/** The authorities to trust: those of this runtime (and of NODE_EXTRA_CA_CERTS), and the file's. */
export async function trusted(caFile: string): Promise<Result<readonly string[]>> {
  const wrong = (detail: string) => fail(failure('usage', { detail: `The certificate file ${caFile} ${detail}.` }))
  let text: string
  try {
    text = await readFile(caFile, 'utf8')
  } catch {
    return wrong('cannot be read')
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (found === null) return wrong('holds no certificate in PEM form')
  try {
    for (const pem of found) new X509Certificate(pem)
  } catch {
    return wrong('holds a certificate that cannot be read')
  }
  return ok([...defaults(), ...found])
}

function defaults(): readonly string[] {
  // Node 22.15 and later; older Electrons lack it.
  const { getCACertificates, rootCertificates } = tls as {
    getCACertificates?: typeof tls.getCACertificates
    rootCertificates: readonly string[]
  }
  return getCACertificates === undefined ? rootCertificates : getCACertificates('default')
}
