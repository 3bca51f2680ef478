/**
 * The `claims` of a request to Microsoft's sign-in (docs/identity-platform/claims-challenge.md of entra-docs): what an API
 * has challenged us for, and that we can take such a challenge in the middle of our work. Only programs that say so are told
 * at once that a sign-in was ended (continuous access evaluation).
 */

const capability = { xms_cc: { values: ['cp1'] } }

/** @param wanted JSON of a challenge; null for none, and what is no object counts as none */
export function claimsWith(wanted: string | null): string {
  const asked = objectOf(wanted ?? '{}')
  const token = asked['access_token']
  return JSON.stringify({ ...asked, access_token: { ...(isObject(token) ? token : {}), ...capability } })
}

/** What is no object counts as an empty one. */
export function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
