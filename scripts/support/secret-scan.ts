/** What secrets of well-known kinds look like, so that none is left lying in what we publish. */

const kinds: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\r\n]+[A-Za-z0-9+/=\r\n]{64}/g,
  'a signed token': /\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{20,}/g,
  'an access key of AWS': /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
  'a token of GitHub': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})/g,
  'a token of GitLab': /\bglpat-[\w-]{20}\b/g,
  'a token of npm': /\bnpm_[A-Za-z0-9]{36}\b/g,
  'a token of Slack': /\bxox[abprs]-[A-Za-z0-9-]{20,}/g,
  'a key of Google': /\bAIza[\w-]{35}\b/g,
  // Three characters, the version "7Q~" or "8Q~", and the rest: how Microsoft writes client secrets.
  'a client secret of Microsoft': /\b[\w-]{3}[78]Q~[\w.~-]{31,34}/g,
  'a password in an address': /\bhttps?:\/\/[\w.-]+:[^\s/@:'"`${}]{8,}@[\w.-]+\.(?:com|net|org|io|dev)\b/g,
  'a token of a registry': /\/:_(?:authToken|password|auth)\s*=\s*[\w+/=-]{8,}/g,
}

export interface FoundSecret {
  readonly kind: string
  /** The first characters, to find it by. */
  readonly begins: string
}

export function secretsIn(text: string): FoundSecret[] {
  return Object.entries(kinds).flatMap(([kind, form]) =>
    [...text.matchAll(form)].map(([found]) => ({ kind, begins: found.slice(0, 12) })),
  )
}
