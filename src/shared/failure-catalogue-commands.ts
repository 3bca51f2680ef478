/** The rows of the catalogue for commands and for the start of the program: never on a transfer. */

export const commandRules = {
  usage: { message: '{detail}', nextStep: 'See `longshore --help`.', reaction: 'fail' },
  'path-missing': {
    message: 'There is nothing at {path}.',
    nextStep: 'Nothing was enqueued. Check the path and try again.',
    reaction: 'fail',
  },
  'address-invalid': {
    message: '{address} is not a destination: {detail}',
    nextStep: 'Write it like `onedrive:/Folder`; the README lists every form.',
    reaction: 'fail',
  },
  'link-too-short': {
    message: '{name} needs about {needed} at the recent speed, and its upload link lives for {lives}.',
    nextStep: 'It may have to begin anew when the link ends; a faster line helps.',
    reaction: 'fail',
  },
  'no-links-there': {
    message: 'Files at {destination} can have no link: this service makes none.',
    nextStep: 'Open the file where it is, or upload it to OneDrive, SharePoint or Box to share it by a link.',
    reaction: 'fail',
  },
  'link-not-allowed': {
    message: 'The service makes no such link to {name} ({detail}).',
    nextStep:
      'Try one for your organization, or without an end; which links there are is decided by its administrator and its plan.',
    reaction: 'fail',
  },
  'link-exists-otherwise': {
    message: '{name} has another link already: {there}. It was not changed.',
    nextStep: 'Ask for one like that, or change it where the file is.',
    reaction: 'fail',
  },
  'template-invalid': {
    message: 'The template {template} cannot be used: {detail}.',
    nextStep: '`longshore upload --help` lists what may stand in one; nothing was added.',
    reaction: 'fail',
  },
  'account-unknown': {
    message: "There is no account '{account}'.",
    nextStep: 'See `longshore account list`.',
    reaction: 'fail',
  },
  'account-ambiguous': {
    message: 'Several accounts can serve {destination}: {choices}.',
    nextStep: 'Say which with --account.',
    reaction: 'fail',
  },
  'account-exists': {
    message: "There is already an account '{account}'.",
    nextStep: 'Choose another --name, or remove that one first.',
    reaction: 'fail',
  },
  'setting-locked': {
    message: 'The setting {key} was decided for this computer and cannot be changed here.',
    nextStep: 'Ask {contact}; nothing was changed.',
    reaction: 'fail',
  },
  'policy-invalid': {
    message: 'The policy file {path} cannot be used ({detail}).',
    nextStep: 'Longshore does not start without it: the administrator of this computer has to mend the file.',
    reaction: 'fail',
  },
  'store-restored': {
    message: 'The queue file was damaged ({detail}). {restored}',
    nextStep: 'What is online already is looked for before anything is sent twice; {kept}.',
    reaction: 'fail',
  },
  'store-newer': {
    message: 'A newer Longshore wrote the queue file (its schema is {found}; this one knows {known}).',
    nextStep: 'Start that version again, or a newer one; the file was not touched.',
    reaction: 'fail',
  },
  'not-found': { message: 'There is no {what} {id}.', nextStep: 'See `longshore list`.', reaction: 'fail' },
  'watch-refused': {
    message: '{path} cannot be watched: {detail}',
    nextStep: 'Choose another folder.',
    reaction: 'fail',
  },
  'after-refused': {
    message: 'Files of {path} cannot be put away like that: {detail}',
    nextStep: 'Choose another folder outside of everything that is watched, on the same disk, or keep the files.',
    reaction: 'fail',
  },
  'undo-refused': {
    message: '{name} cannot be taken back: {detail}',
    nextStep: 'Nothing was changed; move it by hand where you want it.',
    reaction: 'fail',
  },
  'not-now': { message: '{detail}', nextStep: 'See `longshore list` for its state.', reaction: 'fail' },
  'view-only': {
    message: 'The queue can only be looked at: {detail}.',
    nextStep: 'Make the data folder writable and start again; nothing in it is lost.',
    reaction: 'fail',
  },
  'engine-unreachable': {
    message: 'The engine cannot be reached ({detail}).',
    nextStep: 'Start it with `longshore daemon`, or run the command again.',
    reaction: 'fail',
  },
  'checks-off': {
    message: '{name} is set in the environment: it switches off every check of whom we talk to.',
    nextStep: 'Take it out and start again. For certificates of your own there is `network.caFile`.',
    reaction: 'fail',
  },
  'web-ui-closed': {
    message: 'The web UI is not open ({detail}).',
    nextStep: 'Start `longshore daemon`; it prints a link.',
    reaction: 'fail',
  },
  'timed-out': {
    message: 'The time was up before everything was finished.',
    nextStep: 'What is left goes on in the background, or with the next `longshore wait`.',
    reaction: 'fail',
  },
} as const
