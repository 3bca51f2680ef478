/** The rows of the catalogue that are about signing in; `FailureRule` says what their fields mean. */

export const consentRules = {
  'consent-missing': {
    message: "The account '{account}' was not asked for the right to use {destination}.",
    nextStep:
      'Sign in again for it, on the Accounts screen or with `longshore account sign-in {account} --for {consent}`; the transfer goes on by itself.',
    reaction: 'block',
  },
} as const

export const signInRules = {
  'client-id-missing': {
    message: 'No app registration is set up for signing in to {service}.',
    nextStep:
      'Give its client id with --client-id, with {variable}, or with `longshore settings set {setting} ID`; docs/register-an-app.md says how to get one.',
    reaction: 'fail',
  },
  'client-secret-missing': {
    message: 'Signing in to {service} needs the secret of its app registration.',
    nextStep: 'Give it with --client-secret-file; docs/register-an-app.md says where it is.',
    reaction: 'fail',
  },
  'sign-in-refused': {
    message: '{service} did not let anybody in: {detail}',
    nextStep: 'Sign in again; if it stays so, ask whoever looks after your accounts there.',
    reaction: 'fail',
  },
  'sign-in-not-allowed': {
    message: 'Your organisation has not allowed Longshore at {service} yet: {detail}',
    nextStep: 'Ask an administrator to allow it at {link}, then sign in again.',
    reaction: 'fail',
  },
  'sign-in-expired': {
    message: 'Nobody signed in to {service} in time.',
    nextStep: 'Start signing in again.',
    reaction: 'fail',
  },
  'sign-in-other-user': {
    message: "That was the sign-in of {other}, but the account '{account}' belongs to {user}.",
    nextStep: 'Sign in as {user}, or add another account for {other}. Nothing was changed.',
    reaction: 'fail',
  },
} as const
