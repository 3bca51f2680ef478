import type { VirtualClock } from '../clock.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'

/**
 * What Microsoft's login host refuses with: the number of its message, OAuth's word, the message, Entra's sub-error
 * (docs/identity-platform/reference-error-codes.md and v2-oauth2-device-code.md of entra-docs; RFC 6749, 7636, 8628).
 */
const table = {
  missing: [900144, 'invalid_request', 'A parameter that is required is missing.'],
  repeated: [900144, 'invalid_request', 'A parameter is there more than once.'],
  wrongValue: [90023, 'invalid_request', 'A parameter has a value that is not supported.'],
  unknownTenant: [90002, 'invalid_request', 'The tenant was not found.'],
  wrongTenant: [50020, 'invalid_grant', 'The account does not exist in this tenant and cannot be used here.'],
  unknownClient: [700016, 'unauthorized_client', 'The application was not found in the directory.'],
  redirect: [50011, 'invalid_request', 'The redirect URI does not match one that is configured for the application.'],
  responseType: [700051, 'unsupported_response_type', 'The response_type is not enabled for the application.'],
  noPkce: [9002325, 'invalid_request', 'Proof Key for Code Exchange by S256 is required of a public client.'],
  challenge: [501491, 'invalid_request', 'The code_challenge is not 43 characters of base64url.'],
  scope: [70011, 'invalid_scope', 'The scope is not valid.'],
  resource: [500011, 'invalid_resource', 'The resource was not found in the tenant of the account.'],
  denied: [65004, 'access_denied', 'The user declined to consent to access the application.'],
  needsAdmin: [90094, 'access_denied', 'An administrator must consent before this application can be used.'],
  noSession: [50058, 'login_required', 'Nobody is signed in, and prompt=none forbids to ask.'],
  manySessions: [16000, 'interaction_required', 'There is more than one account, and prompt=none forbids to ask.'],
  noConsent: [65001, 'invalid_grant', 'The user has not consented to use the application.', 'consent_required'],
  askConsent: [65001, 'consent_required', 'The user has not consented, and prompt=none forbids to ask.'],
  grant: [70003, 'unsupported_grant_type', 'The grant_type is not supported.'],
  codeUnknown: [70000, 'invalid_grant', 'The authorization code is invalid or was changed on its way.'],
  codeUsed: [54005, 'invalid_grant', 'The authorization code was already redeemed.'],
  codeExpired: [70008, 'invalid_grant', 'The authorization code has expired.'],
  codeForeign: [700005, 'invalid_grant', 'The authorization code was issued to another application.'],
  codeRedirect: [500112, 'invalid_grant', 'The redirect_uri is not the one the code was asked for with.'],
  verifier: [501481, 'invalid_grant', 'The code_verifier does not match the code_challenge.'],
  noVerifier: [50148, 'invalid_grant', 'The code_verifier is missing, or there was no code_challenge.'],
  publicSecret: [700025, 'invalid_client', 'The client is public: neither secret nor assertion may be presented.'],
  noSecret: [7000218, 'invalid_client', 'The client_secret is missing.'],
  wrongSecret: [7000215, 'invalid_client', 'The client_secret is wrong.'],
  refresh: [70008, 'invalid_grant', 'The refresh token has expired, was revoked or was used before.', 'bad_token'],
  refreshForeign: [700005, 'invalid_grant', 'The refresh token was issued to another application.'],
  pending: [70016, 'authorization_pending', 'The user has not authorized the device yet.'],
  tooSoon: [70016, 'slow_down', 'The device asks more often than it was told to.'],
  declined: [65004, 'authorization_declined', 'The user declined to authorize the device.'],
  deviceExpired: [70019, 'expired_token', 'The device code has expired.'],
  deviceUnknown: [70018, 'bad_verification_code', 'The device code was not recognised.'],
  mfa: [50076, 'interaction_required', 'A second factor must be shown to go on.', 'basic_action'],
  claims: [50076, 'interaction_required', 'The claims that were asked for need the user.', 'basic_action'],
  password: [50173, 'invalid_grant', 'The grant was revoked, because the password was changed.', 'bad_token'],
  idle: [700082, 'invalid_grant', 'The refresh token has expired, because nobody used it.', 'bad_token'],
  blocked: [53003, 'invalid_grant', 'Access was blocked by a rule of Conditional Access.', 'message_only'],
  disabled: [50057, 'invalid_grant', 'The user account is disabled.', 'bad_token'],
} as const satisfies Readonly<Record<string, readonly [number, string, string, string?]>>

export type RefusalName = keyof typeof table

/** Thrown by whoever notices; a page, a redirect or JSON by the place that was asked. */
export class Refusal extends Error {
  readonly number: number
  readonly error: string
  readonly suberror: string | null
  /** What the next authorization has to carry. */
  readonly claims: string | null

  /** @param detail which parameter or value it is about */
  constructor(name: RefusalName, detail: string | null = null, claims: string | null = null) {
    const [number, error, message, suberror = null] = [...table[name]] as [number, string, string, string?]
    super(`AADSTS${number}: ${message}${detail === null ? '' : ` (${detail})`}`)
    this.number = number
    this.error = error
    this.suberror = suberror
    this.claims = claims
  }
}

/** An error as the token endpoint answers it; a client that isn't who it says gets 401 (RFC 6749 section 5.2). */
export function refusalReply(refusal: Refusal, { requestId }: Exchange, clock: VirtualClock): Reply {
  const { number, error, message, suberror, claims } = refusal
  const timestamp = clock.iso().replace('T', ' ').replace(/\.\d+/, '')
  return {
    status: error === 'invalid_client' ? 401 : 400,
    json: {
      error,
      error_description: `${message} Trace ID: ${requestId} Correlation ID: ${requestId} Timestamp: ${timestamp}`,
      error_codes: [number],
      timestamp,
      trace_id: requestId,
      correlation_id: requestId,
      ...(suberror !== null && { suberror }),
      ...(claims !== null && { claims }),
    },
    errorCode: error,
    innerCode: `AADSTS${number}`,
  }
}
