/** The entry of `longshore`: ends with the command's exit status. */

import { runCommandLine } from './command-line.ts'

process.exit(await runCommandLine(process.argv.slice(2)))
