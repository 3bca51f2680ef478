import type { FailureCode } from '../../shared/failure.ts'

/** What a person sets right by setting the network otherwise. */
export const stoppedByNetwork: ReadonlySet<string> = new Set<FailureCode>([
  'tls-untrusted',
  'proxy-auth-required',
  'proxy-refused',
  'upload-altered',
])
