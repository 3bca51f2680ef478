/** The rows of the catalogue about whoever sits between us and a service; `FailureRule` says what their fields mean. */

export const betweenRules = {
  stalled: {
    message: '{name} made no progress for {minutes} minutes: nobody answered, and nothing broke.',
    nextStep: 'Tried again by itself, from what has arrived.',
    reaction: 'wait',
    budget: 'attempts',
  },
  'network-sign-in': {
    message: 'This network shows a sign-in page instead of {host}.',
    nextStep: 'Open any page in your browser and sign in there; tried again by itself.',
    reaction: 'wait',
    budget: 'none',
    reach: 'line',
  },
  'upload-altered': {
    message: 'Something on the way to {host} changes uploads, a proxy most likely ({detail}).',
    nextStep: 'Ask your IT to let {host} through unchanged, or set `network.proxy` to another one; then retry.',
    reaction: 'block',
    reach: 'account',
  },
  'request-too-large': {
    message: '{host}, or a proxy before it, takes no requests of this length ({detail}).',
    nextStep: 'Sent in smaller parts by itself, where it can be.',
    reaction: 'wait',
    budget: 'attempts',
  },
} as const
