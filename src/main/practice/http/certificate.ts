import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'

export interface Certificate {
  readonly key: string
  readonly cert: string
  /** The certificate of the authority that clients must be told to trust. */
  readonly caFile: string
}

const tenYears = 10 * 365 * 24 * 60 * 60 * 1000

/** An authority of our own and a certificate by it for the loopback names, made once and kept with the data. */
export async function loadCertificate(dir: string): Promise<Certificate> {
  const caFile = join(dir, 'ca.pem')
  const keyFile = join(dir, 'tls-key.pem')
  const certFile = join(dir, 'tls-cert.pem')
  if (![caFile, keyFile, certFile].every((file) => existsSync(file))) {
    const notBeforeDate = new Date(Date.now() - 24 * 60 * 60 * 1000)
    const period = { notBeforeDate, notAfterDate: new Date(notBeforeDate.getTime() + tenYears) }
    const common = { ...period, keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const
    const ca = await generate([{ name: 'commonName', value: 'Longshore practice cloud authority' }], {
      ...common,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    })
    const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
      ...common,
      ca: { key: ca.private, cert: ca.cert },
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
            { type: 7, ip: '::1' },
          ],
        },
      ],
    })
    // The authority's key is forgotten: it signs this one certificate and never another.
    writeFileSync(keyFile, leaf.private, { mode: 0o600 })
    writeFileSync(certFile, leaf.cert)
    writeFileSync(caFile, ca.cert)
  }
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), caFile }
}
