/** An authority of the benchmark's own, and a certificate for the names and addresses that its sinks have. */

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { farAddress } from './namespaces.ts'

export interface Certificates {
  readonly ca: string
  readonly certificate: string
  readonly key: string
}

/** @throws where there is no openssl command */
export function makeCertificates(folder: string): Certificates {
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const names = ['DNS:localhost', 'DNS:graph.microsoft.com', 'DNS:login.microsoftonline.com', 'IP:127.0.0.1']
  writeFileSync(at('extensions'), `subjectAltName=${[...names, `IP:${farAddress}`].join(',')}\n`)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '2', '-subj', '/CN=bench')
  openssl('req', ...key, '-keyout', at('sink.key'), '-out', at('sink.csr'), '-subj', '/CN=sink')
  const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2']
  openssl('x509', '-req', '-in', at('sink.csr'), ...signing, '-extfile', at('extensions'), '-out', at('sink.pem'))
  return { ca: at('ca.pem'), certificate: at('sink.pem'), key: at('sink.key') }
}
