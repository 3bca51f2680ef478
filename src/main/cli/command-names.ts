/** Every command, for who has to know whether something is one before the command line is loaded. */
export const commandNames: readonly string[] = [
  'account',
  'again',
  'browse',
  'cancel',
  'daemon',
  'diagnostics',
  'explain',
  'export',
  'favourite',
  'help',
  'history',
  'link',
  'list',
  'logs',
  'move',
  'open',
  'pause',
  'practice',
  'resume',
  'retry',
  'secrets',
  'settings',
  'status',
  'undo',
  'upload',
  'wait',
  'watch',
]

const asked = new Set(['--help', '--version'])
const takeValue = new Set(['--data-dir', '--passphrase-file'])

/**
 * Whether these arguments are for the command line and not for the window: a command, or a question about the program.
 * Pure. Switches of a runtime may stand in front.
 */
export function isForCommandLine(args: readonly string[]): boolean {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg === '--') return false
    if (asked.has(arg)) return true
    if (takeValue.has(arg)) at += 1
    else if (!arg.startsWith('-')) return commandNames.includes(arg)
  }
  return false
}
