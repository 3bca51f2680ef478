/** What every answer to a page says about what the page may do. The app gives its own window the same. */

/**
 * Nothing but what we ship: no inline script or style, no eval, nothing from elsewhere, no frame around us, no form.
 * `connect-src 'self'` covers the WebSocket too: browsers count ws: on the page's own host and port as `'self'`.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/**
 * Also on errors. Nothing is kept by the browser, not even what is no secret: tomorrow somebody else's server may have
 * our port, and would be shown what we left in the cache.
 */
export const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const
