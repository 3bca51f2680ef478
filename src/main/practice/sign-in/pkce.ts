import { createHash, timingSafeEqual } from 'node:crypto'

/** How a client proves at the end that it is who asked at the beginning (RFC 7636 section 4). */
export type ChallengeKind = 'S256' | 'plain' | 'none'

export function challengeKind(challenge: string | null, method: string | null): ChallengeKind {
  if (challenge === null) return 'none'
  return method === 'S256' ? 'S256' : 'plain'
}

/** A SHA-256 in base64url without padding. */
export function isChallenge(text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}

function isVerifier(text: string): boolean {
  return /^[\w.~-]{43,128}$/.test(text)
}

export function proves(verifier: string, challenge: string): boolean {
  const made = createHash('sha256').update(verifier).digest('base64url')
  return (
    isVerifier(verifier) &&
    made.length === challenge.length &&
    timingSafeEqual(Buffer.from(made), Buffer.from(challenge))
  )
}
