import { describe, expect, it } from 'vitest'
import { isOwnLink } from '../../../../src/main/providers/graph/own-link.ts'

const root = 'https://graph.microsoft.com'

describe('the link to a next page', () => {
  it.each([
    'https://graph.microsoft.com/v1.0/me/drive/root/children?$skiptoken=UGFnZWQ9VFJVRQ',
    "https://graph.microsoft.com/v1.0/drives('b!x')/items('01A')/children?$top=200&$skiptoken=x",
    'https://GRAPH.microsoft.com:443/v1.0/me/drive/root/children',
  ])('%s is the account’s own', (link) => {
    expect(isOwnLink(link, root)).toBe(true)
  })

  it.each([
    '',
    '/v1.0/me/drive/root/children',
    '//graph.microsoft.com/v1.0/me',
    'http://graph.microsoft.com/v1.0/me/drive/root/children',
    'https://graph.microsoft.com:8443/v1.0/me/drive/root/children',
    'https://graph.microsoft.com.evil.example/v1.0/me',
    'https://graph.microsoft.com@evil.example/v1.0/me',
    'https://user@graph.microsoft.com/v1.0/me',
    'https://:secret@graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.us/v1.0/me',
    'https://graph.microsoft.com/beta/me/drive/root/children',
    'https://graph.microsoft.com/v1.0/../beta/me',
    'https://graph.microsoft.com/v1.0/%2e%2E/beta/me',
    'https://graph.microsoft.com/v1.0',
    'javascript:fetch("https://graph.microsoft.com/v1.0/")',
    `https://graph.microsoft.com/v1.0/${'x'.repeat(20_000)}`,
  ])('%s is not', (link) => {
    expect(isOwnLink(link, root)).toBe(false)
  })

  it('a practice cloud’s root has a port, and no other port is it', () => {
    expect(isOwnLink('http://127.0.0.1:4711/v1.0/me/drive/root/children', 'http://127.0.0.1:4711')).toBe(true)
    expect(isOwnLink('http://127.0.0.1:4712/v1.0/me/drive/root/children', 'http://127.0.0.1:4711')).toBe(false)
  })
})
