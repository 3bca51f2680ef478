import { expect, test } from 'vitest'
import { contentSecurityPolicy, securityHeaders } from '../../../src/main/server/security-headers.ts'

test('C1, L10: the policy, directive by directive', () => {
  const directives = contentSecurityPolicy.split('; ').map((text) => {
    const [name = '', ...sources] = text.split(' ')
    return [name, sources.join(' ')]
  })
  expect(directives.length).toBe(new Set(directives.map(([name]) => name)).size)
  expect(Object.fromEntries(directives)).toEqual({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'object-src': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  })
  expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|http|nonce|sha256/)
})

test('C1, L9: nothing that lets others in', () => {
  for (const name of Object.keys(securityHeaders)) expect(name).not.toMatch(/^access-control/i)
})
