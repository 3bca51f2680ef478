import { expect, test } from 'vitest'
import { IgnoreRules, isOwn } from '../../../src/main/files/ignore-rules.ts'
import { leftOutByReason, leftOutRules, leftOutWhy } from '../../../src/shared/left-out.ts'

const plain = new IgnoreRules({ include: [], exclude: [] })

test.each([
  ['report.docx', false, null],
  ['~$report.docx', false, 'the rule ~$* (a temporary'],
  ['deep/er/~$report.docx', false, 'the rule ~$*'],
  ['a.tmp', false, '*.tmp'],
  ['A.TMP', false, '*.tmp'],
  ['a.tmp.txt', false, null],
  ['a.swp', false, '*.swp'],
  ['a.partial', false, '*.partial'],
  ['a.crdownload', false, '*.crdownload'],
  ['.DS_Store', false, '.DS_Store'],
  ['sub/Thumbs.db', false, 'Thumbs.db'],
  ['desktop.ini', false, 'desktop.ini'],
  ['.hidden', false, 'the rule .* (a hidden'],
  ['.git', true, 'the rule .*'],
  ['.git/config', false, 'the rule .*'],
  ['.~lock.a.odt#', false, '.~*'],
  ['passwords.kdbx', false, '*.kdbx (a key'],
  ['id_ed25519_sk', false, 'id_ed25519_sk'],
  ['id_ed25519.pub', false, null],
  ['.ssh', true, 'the rule .ssh (a key'],
  ['.ssh/id_rsa', false, 'the rule .ssh (a key'],
  ['id_rsa', false, 'id_rsa'],
  ['id_card.jpg', false, null],
  ['server.pem', false, '*.pem'],
  ['.env', false, 'the rule .env (a key'],
  ['.env.local', false, '.env.*'],
  ['talk.key', false, null],
  ['..odd', false, 'the rule .*'],
  ['new\nline.txt', false, null],
  ['back\\slash.txt', false, null],
  ['lost+found', true, 'lost+found/'],
  ['lost+found', false, null],
] as const)('G5: by default %j (folder: %s): %s', (path, isFolder, why) => {
  const found = plain.against(path, isFolder)
  if (why === null) expect(found).toBeNull()
  else expect(found).toContain(why)
})

test('the last rule that fits decides: an exclude can let a default in', () => {
  const rules = new IgnoreRules({ include: [], exclude: ['/build/', '*.log', '!keep.log', '!*.tmp'] })
  expect(rules.against('build', true)).toBe('left out by your rule /build/')
  expect(rules.against('build/a.txt', false)).toBe('left out by your rule /build/')
  expect(rules.against('sub/build', true)).toBeNull()
  expect(rules.against('x.log', false)).toContain('*.log')
  expect(rules.against('keep.log', false)).toBeNull()
  expect(rules.against('a.tmp', false)).toBeNull()
})

test('with includes, only what fits one is sent; folders are looked into', () => {
  const rules = new IgnoreRules({ include: ['*.jpg', 'raw/**', '*.tmp'], exclude: ['thumb-*'] })
  expect(rules.against('a.jpg', false)).toBeNull()
  expect(rules.against('sub/a.jpg', false)).toBeNull()
  expect(rules.against('a.png', false)).toContain('none of the include rules')
  expect(rules.against('sub', true)).toBeNull()
  expect(rules.against('raw/a.png', false)).toBeNull()
  expect(rules.against('thumb-a.jpg', false)).toContain('thumb-*')
  expect(rules.against('.hidden.jpg', false)).toContain('hidden')
  // An include that is written like a default lifts it.
  expect(rules.against('a.tmp', false)).toBeNull()
})

test('answers stay the same however many are asked', () => {
  for (let n = 0; n < 45_000; n += 1) plain.against(`folder/${n}.txt`, false)
  expect(plain.against('a.tmp', false)).toContain('*.tmp')
})

test('G5: every default has a reason, and the list that faces show is the one that holds', () => {
  expect(new Set(leftOutRules.map(({ pattern }) => pattern)).size).toBe(leftOutRules.length)
  const shown = leftOutByReason().flatMap(({ reason, patterns }) => patterns.map((pattern) => ({ pattern, reason })))
  expect(new Set(shown.map(({ pattern }) => pattern))).toEqual(new Set(leftOutRules.map(({ pattern }) => pattern)))
  for (const { pattern, reason } of shown) {
    // A name that the pattern fits is left out by it, or by one after it for the same reason or a better one.
    const name = pattern.replace(/\/$/, '').replaceAll('*', 'x')
    expect(plain.against(name, pattern.endsWith('/')), pattern).not.toBeNull()
    expect(leftOutWhy[reason]).not.toBe('')
  }
})

test('our own data is never uploaded, unless the watched folder was put into it on purpose', () => {
  expect(isOwn('/home/a', '/home/a/data/longshore.db', ['/home/a/data'])).toBe(true)
  expect(isOwn('/home/a', '/home/a/data', ['/home/a/data'])).toBe(true)
  expect(isOwn('/home/a', '/home/a/database', ['/home/a/data'])).toBe(false)
  expect(isOwn('/home/a/data/drop', '/home/a/data/drop/x', ['/home/a/data'])).toBe(false)
})
