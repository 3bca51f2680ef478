import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BoxPractice } from './practice-box-client.ts'

const peers = join(import.meta.dirname, '../peers')

/** Box's official SDKs by their major version: the present one, and the one of before, which much of the field uses. */
export const sdks = ['10', '3'] as const
export type Sdk = (typeof sdks)[number]

export const areInstalled = existsSync(join(peers, 'node_modules/box-node-sdk-3'))
if (!areInstalled) console.warn('skipped: Box’s SDKs are not installed; run `npm ci --ignore-scripts` in test/peers')

interface Done {
  /** Of the bytes that were to be uploaded. */
  readonly sha1: string
  readonly item?: { readonly id: string; readonly name: string; readonly size: number; readonly sha1: string }
  readonly error?: { readonly status: number | null; readonly message: string }
  /** The promise never settled, although nothing was left to wait for. */
  readonly hung?: true
  /** Statuses of parts that the SDK gave up. */
  readonly chunkErrors?: readonly (number | null)[]
  /** What became of calls that were made together. */
  readonly ended?: readonly string[]
}

interface Job {
  readonly task: 'small' | 'new' | 'version' | 'refresh'
  readonly size: number
  readonly name?: string
  readonly fileId?: string
  readonly refreshToken?: string
}

/** A process of its own, which ends when nothing is left to do: so one sees a promise that was forgotten. */
export async function runSdk(sdk: Sdk, { practice }: BoxPractice, job: Job): Promise<Done> {
  const { boxUrl, boxUploadUrl, token } = practice.cloud
  const all = { boxUrl, boxUploadUrl, token, name: 'a.bin', seed: 7, ...job }
  const args = [join(peers, `box-sdk-${sdk}.mjs`), JSON.stringify(all)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout)
}
