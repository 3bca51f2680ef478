/**
 * `Digest: sha=<base64>` (RFC 3230). SDKs write the algorithm in either case (box-and-peers.md 1.5). Null where it is
 * missing or no SHA-1.
 */
export function parseDigest(value: string | undefined): string | null {
  return /^sha=([A-Za-z0-9+/]{27}=)$/i.exec(value ?? '')?.[1] ?? null
}
