/** The practice cloud that an owner runs by itself, for its own practice account. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from '../../src/main/practice/storage/ledger.ts'
import { raw } from '../integration/practice-client.ts'
import type { WatchedCloud } from './token-rule.ts'

/** Its ports and the token that controls it lie in the data folder; null where there is none. */
export function builtInCloud(dataDir: string): WatchedCloud | null {
  const dir = join(dataDir, 'practice')
  if (!existsSync(join(dir, 'ports.json'))) return null
  const { control } = JSON.parse(readFileSync(join(dir, 'ports.json'), 'utf8')) as { control: number }
  const token = masterToken(readFileSync(join(dir, 'ledger.jsonl'), 'utf8'))
  const headers = { Authorization: `Bearer ${token}` }
  const ask = async (path: string) => {
    const { status, json } = await raw('GET', `http://127.0.0.1:${control}${path}`, { headers })
    if (status !== 200) throw new Error(`the cloud in ${dir} answers ${status}`)
    return json as Record<string, unknown>
  }
  return { token, ask }
}

function masterToken(ledger: string): string {
  const changes = ledger
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => JSON.parse(line) as Change[])
  const row = changes.findLast(({ table, id }) => table === 'setting' && id === 'master-token')?.row
  if (!row || !('value' in row)) throw new Error('the practice cloud has no token')
  return String(row.value)
}
