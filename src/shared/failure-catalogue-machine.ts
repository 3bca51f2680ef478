/** The rows of the catalogue for what folders, drives and errors of our own do to a transfer. */

export const machineRules = {
  'root-replaced': {
    message: "Another folder or drive is where '{name}' was; its files are not those that were to be sent.",
    nextStep:
      'Put the first one back, and it goes on by itself. To send from this one, remove the watch and add it again.',
    reaction: 'wait',
    budget: 'none',
  },
  'source-changes-often': {
    message: '{name} changes again and again: it was sent {times} times within an hour.',
    nextStep: 'Its newest version is sent at {next}; what is written until then goes with it.',
    reaction: 'wait',
    budget: 'none',
  },
  'folder-gone': {
    message: "The folder '{name}' is no longer there, and with it what was to be sent.",
    nextStep:
      'Put it back and retry, or cancel it. A folder that was renamed is sent under its new name where it is watched.',
    reaction: 'fail',
  },
  'put-aside': {
    message: 'Longshore ended by an error {times} times while it was at work on {name}, and has put it aside.',
    nextStep: 'The rest goes on. Retry tries it again; please report it with the output of `longshore explain`.',
    reaction: 'block',
  },
} as const
