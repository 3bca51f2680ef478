/** Clients that keep the rule for tokens and clients that break it; each title says how its test has to end. */

import { expect, test } from 'vitest'
import { Practice, raw } from '../../integration/practice-client.ts'
import { pseudoRandom } from '../pseudo-random.ts'
import { provokes } from '../token-rule.ts'

const bytes = pseudoRandom(10, 1)

async function putWithToken(practice: Practice): Promise<void> {
  const url = await practice.open('/a.bin')
  await practice.put(url, bytes, 0, bytes.length, { Authorization: `Bearer ${practice.token}` })
}

test('passes: keeps the rule', async () => {
  const practice = await Practice.start()
  expect((await practice.put(await practice.open('/a.bin'), bytes, 0, bytes.length)).status).toBe(201)
})

test('fails: a token for an upload address', async () => {
  await putWithToken(await Practice.start())
})

test('passes: after one that failed', async () => {
  await Practice.start()
})

test('fails: no token for Graph', async () => {
  const practice = await Practice.start()
  await raw('GET', `${practice.cloud.graphUrl}/v1.0/me`)
})

test('fails: no token for a range of To Do', async () => {
  const practice = await Practice.start()
  const task = '/me/todo/lists/practice-list/tasks/practice-task'
  const attachmentInfo = { attachmentType: 'file', name: 'a.bin', size: bytes.length }
  const { json } = await practice.graph('POST', `${task}/attachments/createUploadSession`, { body: { attachmentInfo } })
  await practice.put(`${json.uploadUrl}/content`, bytes, 0, bytes.length, {
    'Content-Type': 'application/octet-stream',
  })
})

test('fails: no token for Box', async () => {
  const practice = await Practice.start()
  await raw('GET', `${practice.cloud.boxUrl}/2.0/users/me`)
})

test('fails: a token in an address', async () => {
  const practice = await Practice.start()
  await practice.graph('GET', `/me?access_token=${practice.token}`)
})

test('fails: broken before the cloud was started again', async () => {
  const practice = await Practice.start()
  await putWithToken(practice)
  await practice.restart()
})

test('fails: broken before everything was reset', async () => {
  const practice = await Practice.start()
  await putWithToken(practice)
  await practice.control('POST', '/reset')
})

test('passes: provoked on purpose', async () => {
  provokes('token-on-upload-host')
  await putWithToken(await Practice.start())
})

test('fails: said to be provoked, and was not', async () => {
  provokes('token-on-upload-host')
  await Practice.start()
})
