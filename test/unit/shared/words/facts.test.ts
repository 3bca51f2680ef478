import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shellWords } from '../../../../src/main/shell/shell-words.ts'
import { failure, viewOf } from '../../../../src/shared/failure.ts'
import enFacts from '../../../../src/shared/words/en-facts.json' with { type: 'json' }
import { factWords } from '../../../../src/shared/words/fact-words.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const { t, said } = await shellWords(['de'])

const inGerman = (detail: string): string => factWords('detail', detail, t)

/** Where what a face shows is made. What only the command line or the log says is English, as all of theirs is. */
const sources = globSync(
  [
    'src/shared/*.ts',
    'src/main/{view-only,data-folder,private-address,owner}.ts',
    'src/main/{client,engine,files,net,policy,providers,secrets,server,services,sign-in,store}/**/*.ts',
  ],
  { cwd: root },
).filter((file) => !/failure-catalogue|\/rpc|files\/folder-watch/.test(file))

/** What comes before the text of a fact: in all files, and in those that have a way of their own. */
const befores: readonly (readonly [files: RegExp, before: RegExp])[] = [
  [/./, /\b(?:detail|rule|remedy|damage|problem)\b\s*[:=][^\n,;]*?(?=['"`])/g],
  [
    /./,
    /\b(?:(?:usage|lost|notOurs|refused?|wrong|unfit|notYet|locked|unreachable|CutError|NoRouteError|policyInvalid|replan)\(|(?:answer|answerStall)Ms, )(?:[\w.()]+, )?(?=['"`])/g,
  ],
  [
    /policy\/(?:accounts|folders|permissions|refused)\.ts/,
    /\b(?:what|allowed|contact)\b(?::| \?\?) (?=['"`])|return (?=['"`])/g,
  ],
  [/print\/job-state\.ts/, /\bwhy: (?=['"`])/g],
  [/net\/trouble\.ts|secrets\/locked\.ts/, /^(?: {2}\w+:|const \w+ =)\s+(?=['"`])/gm],
  [/store\/store-error\.ts/, /^ {2}\['\w+', (?=['"`])/gm],
  [
    /files\/(?:roots|put-away)\.ts|policy\/writers\.ts|shared\/destination-template\.ts|services\/new-account\.ts|graph\/attachment-name\.ts/,
    /return (?:[^\n'"`]+ [?:] )?(?=['"`])|^ +[?:] (?=['"`])/gm,
  ],
  [/shared\/clean-up\.ts/, /^ {2}'?[a-z-]+'?: (?=['"`])/gm],
]

/** The text that begins there; what is put in reads `X`. Null where it isn't closed. */
function textAt(text: string, at: number): string | null {
  const quote = text[at] ?? ''
  let out = ''
  for (let i = at + 1; i < text.length; i += 1) {
    const sign = text[i] ?? ''
    if (sign === quote) return out
    if (sign === '\n' && quote !== '`') return null
    if (sign === '\\') {
      i += 1
      out += text[i] ?? ''
    } else if (quote === '`' && text.startsWith('${', i)) {
      i = endOfHole(text, i + 2)
      out += 'X'
    } else out += sign
  }
  return null
}

function endOfHole(text: string, from: number): number {
  let depth = 1
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1
    if (text[i] === '}') depth -= 1
    if (depth === 0) return i
  }
  return text.length
}

/** Errors of our own are for a report, in English. */
const unsaid = /^\s*(?:\*|\/\/|\/\*\*).*$|^.*failure\('bug'.*$/gm

function phrasesOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(unsaid, '')
  return befores
    .filter(([files]) => files.test(file))
    .flatMap(([, before]) => Array.from(text.matchAll(before), (found) => found.index + found[0].length))
    .flatMap((at) => textAt(text, at) ?? [])
    .map((phrase) => (file.endsWith('clean-up.ts') ? `${phrase}.` : phrase))
    .filter((phrase) => / [a-z]/.test(phrase))
}

/** Their parts are put together; what comes of it is looked at below. */
const parted: ReadonlySet<string> = new Set([
  "The account 'X' X",
  'The certificate file X X.',
  'cannot be read',
  'holds no certificate in PEM form',
  'holds a certificate that cannot be read',
  'the job was XX',
  'the printer needs somebodyX',
  'it cannot be started yetX',
  'others can write it; chmod 644 it',
])

describe('facts of failures', () => {
  const found = new Map(sources.flatMap((file) => phrasesOf(file).map((text) => [text, file] as const)))

  test('are found where they are made', () => {
    for (const one of [
      'it signed itself',
      'a list without an end',
      'it is your home folder; choose a folder in it',
      'this name is reserved',
      'the ranges never agree',
      'Put the key file back',
    ]) {
      expect([...found.keys()]).toContain(one)
    }
    expect([...parted].filter((one) => !found.has(one) && !one.startsWith('others'))).toEqual([])
    const tenant = "The account 'a' of no organisation that could be verified"
    expect(factWords('what', tenant, t)).toBe('Das Konto „a“ von keiner Organisation, die sich prüfen ließ,')
  })

  test('have words in German, each', () => {
    const english = [...found].filter(([text]) => !parted.has(text) && inGerman(text) === text)
    expect(english.map(([text, file]) => `${file}: ${text}`)).toEqual([])
  })

  test.each([
    ['status 403, accessDenied: Access denied', 'Status 403, accessDenied: Access denied'],
    ['its upload link has expired, status 401', 'sein Upload-Link ist abgelaufen, Status 401'],
    [
      'of its proxy http://proxy:3128: it refuses the connection',
      'sein Proxy http://proxy:3128: die Verbindung wird abgelehnt',
    ],
    ['the job was canceled: by Anna', 'der Auftrag wurde abgebrochen: by Anna'],
    ['the printer needs somebody: mediaEmpty', 'der Drucker braucht jemanden: mediaEmpty'],
    ['it cannot be started yet: wait', 'er lässt sich noch nicht starten: wait'],
    ['The certificate file /a b.pem cannot be read.', 'Die Zertifikatsdatei /a b.pem lässt sich nicht lesen.'],
    [
      'it does not say which service; an address begins with onedrive:.',
      'es sagt nicht, welcher Dienst; eine Adresse beginnt mit onedrive:.',
    ],
    ['X prints application/pdf', 'X druckt application/pdf'],
    ['Zugriff verweigert', 'Zugriff verweigert'],
  ])('%s', (english, german) => {
    expect(inGerman(english)).toBe(german)
  })

  test('what has another name stays as it is: a file may be called like a fact', () => {
    const odd = viewOf(failure('source-not-regular', { name: 'folder', kind: 'folder' }), null)
    expect(said(odd).message).toMatch(/^folder .*Ordner/)
  })

  test('what somebody named is put in as it is, whatever signs it has', () => {
    const odd = '$& {{path}} $t(app.name) {name}'
    const { message } = said(
      viewOf(failure('watch-refused', { path: '/p', detail: `${odd} is watched already` }), null),
    )
    expect(message).toBe(`/p lässt sich nicht überwachen: ${odd} wird schon überwacht`)
  })

  test('no two English phrases are the same', () => {
    const texts = Object.values(enFacts)
    expect(new Set(texts).size).toBe(texts.length)
  })
})

test('what link a file has already is said in its parts', () => {
  const there = (text: string): string => factWords('there', text, t)
  expect(there('to view, for anyone, without an end')).toBe('zum Ansehen, für alle, ohne Ende')
  expect(there('to edit, for the organization, until 2026-05-31, with a password')).toBe(
    'zum Bearbeiten, für die Organisation, bis 2026-05-31, mit Passwort',
  )
})
