import { expect, test } from 'vitest'
import { notingSeal } from '../../../src/main/secrets/noting-seal.ts'
import { Redactor } from '../../../src/main/secrets/redactor.ts'
import { createRemoteStore } from '../../../src/main/store/remote-store.ts'
import type { Ask } from '../../../src/main/store/remote-store.ts'
import { someAccount } from '../../support/memory-accounts.ts'
import { openStore } from '../../support/stores.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { openVault } from '../../support/vaults.ts'

const clientSecret = '{"client" secret-canary 0001'
const tokens = { accessToken: 'access-canary-0002', expiresAt: null, refreshToken: 'refresh-canary-0003' }

async function start() {
  const { sync, db } = openStore()
  const path = `${temporaryFolder()}/key`
  const vault = await openVault(path)
  /** Another process of the same folder: it has seen nothing yet. */
  return () => {
    const redactor = new Redactor()
    const ask = (async (method: 'accounts', ...args: []) => sync[method](...args)) as unknown as Ask
    return { redactor, db, store: createRemoteStore(ask, notingSeal(vault, redactor)) }
  }
}

test('what is sealed is taken out of every text from then on, each secret by itself', async () => {
  const { redactor, store, db } = (await start())()
  const text = `secret=${clientSecret}&token=${tokens.accessToken}, then ${tokens.refreshToken}`
  expect(redactor.redact(text)).toBe(text)
  await store.putAccount(someAccount({ name: 'box', kind: 'box' }), tokens, clientSecret)
  expect(redactor.redact(text)).toBe('secret=[secret]&token=[secret], then [secret]')
  expect(redactor.redact(encodeURIComponent(clientSecret))).toBe('[secret]')
  db.close()
})

test('what is opened too, as after a restart', async () => {
  const open = await start()
  const before = open()
  await before.store.putAccount(someAccount({ name: 'box', kind: 'box' }), tokens, clientSecret)
  const { redactor, store, db } = open()
  expect(redactor.redact(clientSecret)).toBe(clientSecret)
  expect(await store.clientSecret('box')).toBe(clientSecret)
  expect(redactor.redact(clientSecret)).toBe('[secret]')
  expect(redactor.redact(tokens.accessToken)).toBe(tokens.accessToken)
  expect(await store.tokens('box')).toEqual(tokens)
  expect(redactor.redact(tokens.accessToken)).toBe('[secret]')
  db.close()
})

test('a text that only looks like a record is a secret as a whole', () => {
  const redactor = new Redactor()
  const seal = notingSeal({ seal: (text) => text, open: (text) => text }, redactor)
  for (const text of ['{not a record 1', '{"accessToken":5,"x":"ordinary words"}']) {
    expect(seal.open(seal.seal(text, 'p'), 'p')).toBe(text)
    expect(redactor.redact(`<${text}>`)).toBe('<[secret]>')
  }
  expect(redactor.redact('ordinary words')).toBe('ordinary words')
})

test.each<[kind: string, record: (address: string) => object]>([
  ['Outlook and To Do', (url) => ({ url, name: 'ordinary name.bin' })],
  ['Universal Print', (uploadUrl) => ({ v: 1, name: 'ordinary name.bin', session: { uploadUrl } })],
  ['Box', (commit) => ({ v: 1, id: 'F971964745A5CD0C001BBE4E58196BFD', endpoints: { commit, list: ['x', commit] } })],
])('an upload address in the record of a session is one by itself: %s', (_, record) => {
  const token = 'v1.canary-0123456789-abcdefghij'
  const address = `HTTPS://upload.example:8443/sessions/one?upload_token=${token}`
  const open = () => {
    const redactor = new Redactor()
    return { redactor, seal: notingSeal({ seal: (text) => text, open: (text) => text }, redactor) }
  }
  const text = JSON.stringify(record(address))
  const [sealing, opening] = [open(), open()]
  sealing.seal.seal(text, 'p')
  opening.seal.open(text, 'p')
  for (const { redactor } of [sealing, opening]) {
    expect(redactor.redact(`PUT ${address} failed`)).toBe('PUT [secret] failed')
    expect(redactor.redact(`upload_token is ${token}`)).toBe('upload_token is [secret]')
    expect(redactor.redact('ordinary name.bin')).toBe('ordinary name.bin')
  }
})
