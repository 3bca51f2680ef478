/**
 * Every way it can go wrong, as one catalogue: the sentence, the next step, and what the engine does about it. Faces only
 * show what is written here, so that all of them always say the same. docs/failures.md is made from it.
 */

import { betweenRules } from './failure-catalogue-between.ts'
import { commandRules } from './failure-catalogue-commands.ts'
import { machineRules } from './failure-catalogue-machine.ts'
import { consentRules, signInRules } from './failure-catalogue-sign-in.ts'

/**
 * What the engine does when a failure of this code arrives.
 * - `wait`: goes on by itself after a backoff; `budget` says which counter it is charged to.
 * - `block`: waits for a person (or for the cause to go away); other transfers go on.
 * - `fail`: gives up this transfer.
 * - `resettle`: the source changed; back to settling.
 */
export type Reaction = 'wait' | 'block' | 'fail' | 'resettle'

/**
 * Which counter an attempt is charged to. `few`: then it ends with this very failure. `none`: never exhausts (offline,
 * throttled, the disk is full).
 */
export type Budget = 'attempts' | 'slow' | 'few' | 'none'

/** This transfer, all of its account, or the line: nobody was reached, which is no try (`engine/queue/lines.ts`). */
export type Reach = 'transfer' | 'account' | 'line'

export interface FailureRule {
  /** One sentence with `{placeholders}` that `Failure.facts` fill. */
  readonly message: string
  /** What happens next, or what a person can do. `{placeholders}` as in `message`. */
  readonly nextStep: string
  readonly reaction: Reaction
  readonly budget?: Budget
  readonly reach?: Reach
  /** What the person it waits for is asked. `conflict`: one of `conflictChoices` answers it. */
  readonly asks?: 'conflict'
}

/** Every code there is. Codes are kebab-case and only grow: scripts rely on them. */
export const failureRules = {
  // The source
  'source-changed': {
    message: '{name} changed while it was being sent.',
    nextStep: 'The new version is sent once the file rests; nothing to do.',
    reaction: 'resettle',
  },
  'source-still-writing': {
    message: '{name} is still being written.',
    nextStep: 'Starts when it has been quiet for {settle}.',
    reaction: 'wait',
    budget: 'none',
  },
  'source-gone': {
    message: '{name} is no longer there.',
    nextStep: 'Put it back and retry, or cancel it.',
    reaction: 'fail',
  },
  'source-denied': {
    message: 'You have no right to read {name}.',
    nextStep: "Change the file's rights, then retry.",
    reaction: 'block',
  },
  'source-not-regular': {
    message: '{name} is not a regular file ({kind}).',
    nextStep: 'Skipped. Exclude it to hide this line.',
    reaction: 'fail',
  },
  'source-outside': {
    message: '{name} points outside the folder it was found in.',
    nextStep: 'Skipped. Add that folder if you want it uploaded.',
    reaction: 'fail',
  },
  'source-read-error': {
    message: '{name} could not be read at byte {offset} ({detail}).',
    nextStep: 'Check the disk it is on, then retry.',
    reaction: 'wait',
    budget: 'few',
  },
  'source-busy': {
    message: '{name} is open in another program.',
    nextStep: 'Tried again by itself; closing the file helps.',
    reaction: 'wait',
    budget: 'slow',
  },
  'too-many-open-files': {
    message: 'This computer allows no more open files at the moment.',
    nextStep: 'Goes on by itself with fewer files at once.',
    reaction: 'wait',
    budget: 'none',
  },
  'root-offline': {
    message: "'{name}' is not connected: its drive was unplugged, or its network can't be reached.",
    nextStep: 'Connect it again, and it goes on by itself.',
    reaction: 'wait',
    budget: 'none',
  },
  ...machineRules,

  // Names, sizes, rules of the destination
  'name-not-allowed': {
    message: '{destination} does not allow the name {name}: {rule}.',
    nextStep: 'Rename the file, then retry.',
    reaction: 'fail',
  },
  'path-too-long': {
    message: 'The path of {name} is too long for {destination} ({length} of at most {limit} characters).',
    nextStep: 'Shorten the folder names, then retry.',
    reaction: 'fail',
  },
  'too-large': {
    message: '{name} has {size:bytes}; {destination} takes at most {limit:bytes}.',
    nextStep: 'Split the file, or choose another destination.',
    reaction: 'fail',
  },
  'name-taken': {
    message: 'There is already another {name} at the destination.',
    nextStep:
      'Keep both, replace the other one or skip this one: `longshore retry ID --conflict rename`, `replace` or `skip`. Or move the other one away and retry.',
    reaction: 'block',
    asks: 'conflict',
  },
  'name-held-by-lost-session': {
    message: 'An earlier, unfinished upload still holds the name {name} at the destination.',
    nextStep: 'Asked again by itself until the destination lets the name go.',
    reaction: 'wait',
    budget: 'none',
  },
  'changed-at-destination': {
    message: '{name} was changed at the destination since we last saw it.',
    nextStep:
      'Keep both, replace the other one or skip this one: `longshore retry ID --conflict rename`, `replace` or `skip`. Or move the other one away and retry.',
    reaction: 'block',
    asks: 'conflict',
  },
  'destination-gone': {
    message: 'The destination {destination} is not there (deleted or moved).',
    nextStep: 'Choose another destination, or put it back and retry.',
    reaction: 'block',
  },
  'destination-denied': {
    message: 'This account may not write to {destination}.',
    nextStep: 'Ask its owner for the right to add files, then retry.',
    reaction: 'block',
  },
  'place-not-shown': {
    message: 'This account may not look at {destination}: {detail}',
    nextStep: 'It may take files all the same. Choose a place that is shared with you to be sure.',
    reaction: 'block',
  },
  'destination-full': {
    message: 'There is not enough room left at the destination for {name}{room?}.',
    nextStep: 'Free some space; the upload goes on by itself.',
    reaction: 'wait',
    budget: 'none',
    reach: 'account',
  },
  'destination-locked': {
    message: '{name} is locked at the destination: someone has it open or checked out.',
    nextStep: 'Tried again by itself; closing it there helps.',
    reaction: 'wait',
    budget: 'slow',
  },
  'destination-refused': {
    message: 'The destination refused {name}: {detail}',
    nextStep: 'Retry; if it happens again, look at the details with `longshore explain`.',
    reaction: 'fail',
  },
  'other-way-only': {
    message: '{destination} takes {name} neither in one request nor in parts ({detail}).',
    nextStep: 'Choose another destination.',
    reaction: 'fail',
  },
  'type-not-supported': {
    message: '{destination} does not take files like {name} ({detail}).',
    nextStep: 'Convert it, for instance to PDF, and add that.',
    reaction: 'fail',
  },
  'empty-file': {
    message: '{name} is empty, and {destination} takes no empty files.',
    nextStep: 'Nothing to do, unless something should be in it.',
    reaction: 'fail',
  },
  'same-name': {
    message: 'Several of these files would be {name} at {destination}.',
    nextStep: 'Keep both with `--conflict rename`, or rename one of them.',
    reaction: 'fail',
  },
  'too-many-files': {
    message: '{destination} takes {limit} more files, and {count} are to go there.',
    nextStep: 'Leave some out, or choose another destination.',
    reaction: 'fail',
  },
  'address-not-supported': {
    message: 'This account cannot serve {destination}.',
    nextStep: 'Choose an address of another form: see the list of addresses.',
    reaction: 'fail',
  },

  // The line and the service
  offline: {
    message: '{host} cannot be reached ({detail}).',
    nextStep: 'Goes on by itself when the line is back.',
    reaction: 'wait',
    budget: 'none',
    reach: 'line',
  },
  interrupted: {
    message: 'The connection to {host} broke ({detail}).',
    nextStep: 'Asks what has arrived and goes on from there.',
    reaction: 'wait',
    budget: 'attempts',
  },
  throttled: {
    message: '{host} asked us to slow down.',
    nextStep: 'Goes on at {retryAt}.',
    reaction: 'wait',
    budget: 'none',
    reach: 'account',
  },
  'limit-used-up': {
    message: '{destination} takes only so much within some minutes, and that is used up.',
    nextStep: 'Goes on at {retryAt}.',
    reaction: 'wait',
    budget: 'none',
  },
  'server-error': {
    message: '{host} had an error of its own ({detail}).',
    nextStep: 'Tried again by itself.',
    reaction: 'wait',
    budget: 'attempts',
  },
  'bad-response': {
    message: '{host} gave an answer that makes no sense here ({detail}).',
    nextStep: 'Tried again by itself.',
    reaction: 'wait',
    budget: 'attempts',
  },
  'unsafe-redirect': {
    message: '{host} wanted to send us to another address; we do not follow.',
    nextStep: 'Check the network: a proxy or sign-in page may be in between. Then retry.',
    reaction: 'block',
  },
  'unsafe-upload-address': {
    message: '{host} gave an upload address that is not safe to use.',
    nextStep: 'Nothing was sent. Check the account, then retry.',
    reaction: 'block',
  },
  'tls-untrusted': {
    message: "This computer doesn't trust the connection to {host}: {detail}.",
    nextStep:
      "Where your company signs connections itself, ask your IT for its certificate file and set `network.caFile` to it. Else check the address and this computer's clock.",
    reaction: 'block',
    reach: 'account',
  },
  'proxy-auth-required': {
    message: 'The proxy {proxy} wants a name and a password, and takes none of ours.',
    nextStep:
      'Give them: `longshore settings set network.proxy {proxy} --proxy-password-file FILE`, with NAME:PASSWORD in the file.',
    reaction: 'block',
    reach: 'account',
  },
  'proxy-refused': {
    message: 'The proxy {proxy} does not let us through to {host} ({detail}).',
    nextStep: 'Ask your IT to let it through, or set `network.proxy` to another one; then retry.',
    reaction: 'block',
    reach: 'account',
  },
  ...betweenRules,
  'out-of-step': {
    message: '{host} keeps asking for another part of {name} than comes next.',
    nextStep: 'Retry starts it over.',
    reaction: 'fail',
  },
  'session-busy': {
    message: '{host} is still busy with an earlier part of {name}.',
    nextStep: 'Tried again by itself.',
    reaction: 'wait',
    budget: 'attempts',
  },
  'session-lost': {
    message: 'The destination dropped the unfinished upload of {name}.',
    nextStep: 'Starts it over by itself.',
    reaction: 'wait',
    budget: 'attempts',
  },
  'arrived-damaged': {
    message: 'A part of {name} arrived damaged at {host} and was refused.',
    nextStep: 'Read and sent again by itself.',
    reaction: 'wait',
    budget: 'attempts',
  },
  'still-finishing': {
    message: 'The destination has every byte of {name} and is not ready with it ({detail}).',
    nextStep: 'Asked again by itself; nothing is sent again.',
    reaction: 'wait',
    budget: 'none',
  },
  'not-finishing': {
    message: 'The destination has every byte of {name} and makes nothing of it ({detail}).',
    nextStep: 'Tried again by itself; nothing is sent again.',
    reaction: 'wait',
    budget: 'attempts',
  },
  'outcome-unknown': {
    message: '{destination} took every byte of {name} and no longer says what became of it.',
    nextStep: 'Look there first: retry sends it again, and it may be there twice then.',
    reaction: 'block',
  },
  'job-failed': {
    message: '{destination} did not print {name}: {detail}',
    nextStep: 'See to the printer; retry prints it again.',
    reaction: 'fail',
  },
  'content-differs': {
    message: 'What arrived of {name} is not what was sent.',
    nextStep: 'Retry sends it again; a copy that is at the destination is left for you to look at.',
    reaction: 'fail',
  },
  'evidence-missing': {
    message: 'The destination has {name} but has not told its checksum yet.',
    nextStep: 'Asked again by itself.',
    reaction: 'wait',
    budget: 'none',
  },
  'not-shown-yet': {
    message: 'The destination took {name} and does not show it yet.',
    nextStep: 'Looked for again by itself; if it was deleted there meanwhile, it is sent again.',
    reaction: 'wait',
    budget: 'none',
  },

  // Accounts and this computer
  'signed-out': {
    message: "The account '{account}' must be signed in again.",
    nextStep:
      'Sign in again, on the Accounts screen or with `longshore account sign-in {account}`; the transfer goes on by itself.',
    reaction: 'block',
    reach: 'account',
  },
  ...consentRules,
  'no-account': {
    message: 'There is no account that can serve {destination}.',
    nextStep: 'Add one with `longshore account add`.',
    reaction: 'block',
  },
  'secrets-locked': {
    message: 'The key that protects the stored sign-ins cannot be opened ({detail}).',
    nextStep: '{remedy}; nothing is lost.',
    reaction: 'block',
    reach: 'account',
  },
  'not-allowed-here': {
    message: '{what} is not allowed on this computer; your administrator allows {allowed}.',
    nextStep: 'Choose what is allowed, or ask {contact}. Nothing is lost: what waits goes on once it is allowed.',
    reaction: 'block',
  },
  'disk-full-here': {
    message: "This computer's disk is full; progress cannot be saved.",
    nextStep: 'Free some space; the uploads go on by themselves.',
    reaction: 'wait',
    budget: 'none',
  },
  'store-failed': {
    message: 'The queue file cannot be used ({detail}).',
    nextStep: 'Check the data folder and start again; nothing in it was deleted.',
    reaction: 'wait',
    budget: 'none',
  },
  'gave-up': {
    message: '{name} was tried {attempts} times without getting on: {detail}',
    nextStep: 'Retry starts again from what the destination has.',
    reaction: 'fail',
  },
  bug: {
    message: 'Something went wrong inside Longshore ({detail}).',
    nextStep: 'Retry; and please report it with the output of `longshore explain`.',
    reaction: 'fail',
  },

  ...signInRules,
  ...commandRules,
} as const satisfies Record<string, FailureRule>
