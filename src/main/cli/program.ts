/** The commands, and the options that all of them have. */

import { Command } from 'commander'
import { addAccount } from './commands/account.ts'
import { addBrowse } from './commands/browse.ts'
import { addDaemon } from './commands/daemon.ts'
import { addDiagnostics } from './commands/diagnostics.ts'
import { addExport } from './commands/export.ts'
import { addExplain } from './commands/explain.ts'
import { addFavourite } from './commands/favourite.ts'
import { addHistory } from './commands/history.ts'
import { addLink } from './commands/link.ts'
import { addList } from './commands/list.ts'
import { addLogs } from './commands/logs.ts'
import { addMove } from './commands/move.ts'
import { addOpen } from './commands/open.ts'
import { addPractice } from './commands/practice.ts'
import { addSecrets } from './commands/secrets.ts'
import { addSettings } from './commands/settings.ts'
import { addStatus } from './commands/status.ts'
import { addSteering } from './commands/steer.ts'
import { addAgain } from './commands/again.ts'
import { addUndo } from './commands/undo.ts'
import { addUpload } from './commands/upload.ts'
import { addWait } from './commands/wait.ts'
import { addWatch } from './commands/watch.ts'
import { passphraseOf } from './passphrase.ts'
import type { Session } from './session.ts'

const adders = [
  addUpload,
  addWatch,
  addList,
  addStatus,
  addWait,
  addSteering,
  addMove,
  addExplain,
  addHistory,
  addExport,
  addLink,
  addAgain,
  addUndo,
  addLogs,
  addDiagnostics,
  addAccount,
  addBrowse,
  addFavourite,
  addSettings,
  addSecrets,
  addDaemon,
  addOpen,
  addPractice,
]

/** What commander wants to write: kept, so that JSON mode stays JSON. */
export interface Spoken {
  readonly out: string[]
  readonly err: string[]
}

export function buildProgram(session: Session): { program: Command; spoken: Spoken } {
  session.passphrase = passphraseOf(session)
  const spoken: Spoken = { out: [], err: [] }
  const columns = session.world.stdout.columns ?? 80
  const program = new Command('longshore')
    .description('Uploads that always finish.')
    .version(session.world.version, '--version', 'print the version')
    .helpOption('--help', 'print how it is used')
    .option('--data-dir <dir>', 'where the queue and the accounts are kept')
    .option('--passphrase-file <file>', 'the passphrase of the stored sign-ins; - for the standard input')
    .option('--json', 'print JSON')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void spoken.out.push(text),
      writeErr: (text) => void spoken.err.push(text),
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .hook('preAction', (_, command) => session.begin(command.optsWithGlobals()))
  for (const add of adders) add(program, session)
  return { program, spoken }
}
