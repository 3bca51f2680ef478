/** Secrets in the data folder: nowhere in plain text, in no spelling, while an upload runs, after it, and in the copies. */

import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { backupPath } from '../../src/main/store/backup.ts'
import { OwnerBench, expectGoodManners, twoRanges, valueOf } from '../support/owner-bench.ts'
import { until } from '../support/processes.ts'
import { spellings } from '../support/spellings.ts'

afterEach(expectGoodManners)

/** The file, and the secret's name, of everything that should not be there. */
function sightings(dataDir: string, secrets: Readonly<Record<string, string>>): string[] {
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('practice'))
    .filter((name) => statSync(join(dataDir, name)).isFile())
  expect(files).toEqual(expect.arrayContaining(['key', 'longshore.db', join('log', 'longshore.log')]))
  return files.flatMap((name) => {
    const content = readFileSync(join(dataDir, name))
    return Object.entries(secrets)
      .filter(([, secret]) => spellings(secret).some(([, spelling]) => content.includes(spelling)))
      .map(([what]) => `${what} in ${name}`)
  })
}

/** The address as a whole, and whatever in it is long enough to be a token. */
function partsOf(url: string): Record<string, string> {
  const { pathname, search, searchParams } = new URL(url)
  const parts = [...pathname.split('/'), ...searchParams.values()].filter((part) => part.length >= 24)
  expect(parts.length).toBeGreaterThan(0)
  return {
    'upload URL': url,
    'path and query': pathname + search,
    ...Object.fromEntries(parts.map((part, n) => [`part ${n} of the upload URL`, part])),
  }
}

test.each(['odp', 'odb'] as const)(
  'S4: no token, no client secret and no upload URL is in the data folder (%s)',
  async (profile) => {
    const refreshToken = 'refresh-canary-Zz9-"quoted"\\and+slashed/=='
    const bench = await OwnerBench.open({ switches: { profile }, tokens: { refreshToken } })
    const accessToken = bench.practice.cloud.token
    const { boxUrl, boxUploadUrl } = bench.practice.cloud
    const clientSecret = 'client-canary-Yy8-{"quoted"}\\and+slashed/=='
    const box = { kind: 'box', boxUrl, boxUploadUrl, clientId: 'app', clientSecret } as const
    const added = valueOf(await bench.client.accounts.add({ ...box, tokens: { accessToken } }))
    expect(JSON.stringify(added)).not.toContain('canary')
    await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { at: 'stored' } })
    const id = await bench.enqueue(bench.file('canary.bin', twoRanges))
    // The first range is acknowledged and stored, the second is on its way.
    await bench.until(id, ({ acknowledgedBytes }) => acknowledgedBytes > 0)
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    const [session] = await bench.sessions()
    const tokens = { 'access token': accessToken, 'refresh token': refreshToken }
    const secrets = { ...tokens, 'client secret': clientSecret, ...partsOf(session.uploadUrl) }
    expect(sightings(bench.dataDir, { ...secrets, 'the name, which may be there': 'canary.bin' })).toEqual(
      expect.arrayContaining([expect.stringContaining('the name, which may be there in longshore.db')]),
    )
    expect(sightings(bench.dataDir, secrets)).toEqual([])

    // Again with a copy that was made while the session lived, and with the log of a restart.
    await bench.practice.control('POST', '/faults/release')
    await bench.close()
    const backup = backupPath(join(bench.dataDir, 'longshore.db'))
    rmSync(backup, { force: true })
    await bench.start()
    await until('the backup', () => (statSync(backup, { throwIfNoEntry: false })?.size ?? 0) > 0 || null)
    expect(sightings(bench.dataDir, secrets)).toEqual([])
    expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    expect(sightings(bench.dataDir, secrets)).toEqual([])
    await bench.close()
    expect(sightings(bench.dataDir, secrets)).toEqual([])
  },
)
