/**
 * A network as companies have them: the destination is only reached through a proxy, which may look into what goes
 * through it. The addresses are from blocks for documentation (RFC 5737), where no name is looked up and nobody listens.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Practice } from '../integration/practice-client.ts'
import type { PracticeProcess, Station } from './processes.ts'
import { ProxyServer, newAuthority } from './proxy-server.ts'
import type { Authority, ProxyServerOptions } from './proxy-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const outside = {
  graph: '203.0.113.7',
  upload: '203.0.113.8',
  login: '203.0.113.9',
  box: '203.0.113.10',
  boxUpload: '203.0.113.11',
} as const

/** Roots of an account that lies beyond the proxy. */
export const outsideRoots = {
  graphUrl: `https://${outside.graph}`,
  loginUrl: `https://${outside.login}`,
  boxUrl: `https://${outside.box}`,
  boxUploadUrl: `https://${outside.boxUpload}`,
}

type Cloud = Pick<Practice['cloud'], 'graphUrl' | 'uploadUrl' | 'loginUrl' | 'boxUrl' | 'boxUploadUrl'>

export interface Company {
  readonly authority: Authority
  /** PEM file of the authority. */
  readonly caFile: string
  /** A proxy of this network, with the cloud behind it. */
  proxy(cloud: Cloud, options?: ProxyServerOptions): Promise<ProxyServer>
}

export async function company(): Promise<Company> {
  const authority = await newAuthority()
  const caFile = join(temporaryFolder(), 'company.pem')
  writeFileSync(caFile, authority.cert)
  return {
    authority,
    caFile,
    proxy(cloud, options = {}) {
      const behind = {
        [`${outside.graph}:443`]: cloud.graphUrl,
        [`${outside.upload}:443`]: cloud.uploadUrl,
        [`${outside.login}:443`]: cloud.loginUrl,
        [`${outside.box}:443`]: cloud.boxUrl,
        [`${outside.boxUpload}:443`]: cloud.boxUploadUrl,
      }
      // What the cloud names for the bytes is beyond the proxy too.
      const rewrite = (text: string): string =>
        text
          .replaceAll(cloud.uploadUrl, `https://${outside.upload}`)
          .replaceAll(cloud.boxUploadUrl, `https://${outside.boxUpload}`)
          .replaceAll(cloud.graphUrl, `https://${outside.graph}`)
      return ProxyServer.start({ behind, inspectsAs: authority, rewrite, ...options })
    },
  }
}

/** Where a cloud of another process is, its upload host too. */
export async function cloudOf(practice: PracticeProcess): Promise<Cloud> {
  const { graphUrl, loginUrl, boxUrl, boxUploadUrl } = practice.roots
  // Where its uploads go is only said in an answer.
  const headers = { authorization: `Bearer ${practice.token}`, 'content-type': 'application/json' }
  const made = await fetch(`${graphUrl}/v1.0/me/drive/root:/probe:/createUploadSession`, { method: 'POST', headers })
  const { uploadUrl } = (await made.json()) as { uploadUrl: string }
  await fetch(uploadUrl, { method: 'DELETE' })
  return { graphUrl, loginUrl, boxUrl, boxUploadUrl, uploadUrl: new URL(uploadUrl).origin }
}

/** An account that lies beyond the proxy. */
export async function addOutside(station: Station, practice: PracticeProcess, name = 'work'): Promise<void> {
  const tokenFile = join(station.dataDir, '..', `outside-${station.dataDir.slice(-6)}.json`)
  writeFileSync(tokenFile, JSON.stringify({ accessToken: practice.token }))
  const { graphUrl, loginUrl } = outsideRoots
  const roots = ['--graph-url', graphUrl, '--login-url', loginUrl, '--token-file', tokenFile]
  const { code, lines } = await station.run('account', 'add', 'microsoft', '--name', name, ...roots)
  if (code !== 0) throw new Error(`account add: ${JSON.stringify(lines)}`)
}
