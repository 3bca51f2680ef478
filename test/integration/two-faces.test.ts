/** Two faces that act on one transfer at the same moment: what comes of it is what one act after the other would have come to. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dialAny } from '../../src/main/client/reach-engine.ts'
import { openOwner } from '../../src/main/owner.ts'
import { addressesToDial } from '../../src/main/private-address.ts'
import { contract, type LongshoreContract } from '../../src/shared/contract.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import type { Client } from '../../src/shared/rpc-contract.ts'
import { valueOf } from '../support/owner-bench.ts'
import { until } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { Practice } from './practice-client.ts'

type Face = Client<LongshoreContract>
type Act = 'pause' | 'resume' | 'cancel' | 'retry'

const acts: readonly Act[] = ['pause', 'resume', 'cancel', 'retry']
/** By which a row gets to where it is when both act. */
const starts: readonly (readonly Act[])[] = [[], ['pause'], ['cancel']]
const times = 5

const combinations = starts.flatMap((start) => acts.flatMap((a) => acts.map((b) => ({ start, a, b }))))

/** An owner whose engine rests, so that nobody else moves a row, and two lines to it. */
async function twoFaces(): Promise<readonly [Face, Face]> {
  const practice = await Practice.start()
  const dataDir = temporaryFolder()
  const owner = valueOf(await openOwner({ dataDir, kind: 'daemon', runEngine: false, version: '0' }))
  onTestFinished(() => owner.close())
  const { graphUrl, loginUrl, token } = practice.cloud
  const account = { kind: 'practice', name: 'cloud', graphUrl, loginUrl, tokens: { accessToken: token } } as const
  valueOf(await owner.client.accounts.add(account))
  const lines = await Promise.all([1, 2].map(async () => (await dialAny(await addressesToDial(dataDir))).transport))
  const [one, other] = lines.map((line) => {
    if (line === null) throw new Error('nobody listens')
    return connect(contract, line)
  })
  if (one === undefined || other === undefined) throw new Error('two lines')
  return [one, other]
}

test('R7: what two faces do to one transfer at once is what one after the other would do', async () => {
  const [one, other] = await twoFaces()
  const folder = temporaryFolder()
  const count = combinations.length * (2 + times)
  const paths = Array.from({ length: count }, (_, at) => join(folder, `${at}.bin`))
  for (const path of paths) writeFileSync(path, path)
  valueOf(await one.queue.enqueue({ paths, to: 'onedrive:/', account: 'cloud', conflict: 'fail' }))
  const ids: string[] = []
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = valueOf(await one.queue.page({ ...(cursor !== undefined && { cursor }), filter: {}, limit: 200 }))
    ids.push(...page.transfers.map(({ id }) => id))
    cursor = page.cursor ?? undefined
  }
  expect(ids.length).toBe(count)
  const stateOf = (id: string): Promise<string> =>
    // Canceling comes to its end by itself.
    until(`the end of ${id}`, async () => {
      const [found] = valueOf(await one.queue.get({ ids: [id] }))
      return found?.state === 'canceling' ? null : (found?.state ?? 'gone')
    })
  const does = async (face: Face, act: Act, id: string): Promise<void> => {
    const answer = await face.queue[act]({ ids: [id] })
    // An act that makes no sense for the row as it is now is refused in the catalogue's words, or changes nothing.
    if (!answer.ok) expect(answer.failure.code).not.toBe('bug')
  }
  const wrong: string[] = []
  for (const { start, a, b } of combinations) {
    const next = (): string => ids.pop() ?? ''
    const begin = async (id: string): Promise<string> => {
      for (const act of start) await does(one, act, id)
      await stateOf(id)
      return id
    }
    const [first, second] = [await begin(next()), await begin(next())]
    for (const [id, order] of [
      [first, [a, b]],
      [second, [b, a]],
    ] as const)
      for (const act of order) {
        await does(one, act, id)
        await stateOf(id)
      }
    const fine = [await stateOf(first), await stateOf(second)]
    for (let at = 0; at < times; at += 1) {
      const id = await begin(next())
      await Promise.all([does(one, a, id), does(other, b, id)])
      const found = await stateOf(id)
      if (!fine.includes(found))
        wrong.push(`${start.join(', ')}: ${a} and ${b} at once: ${found}, not ${fine.join(' or ')}`)
    }
  }
  expect(wrong).toEqual([])
})
