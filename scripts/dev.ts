/** `npm run dev`: the daemon from source, started again whenever a file that it loaded changes. */

import { become, dieWithLauncher } from '../bin/launch.cjs'
import { ownBin } from './support/paths.ts'

dieWithLauncher()

const watching = ['--watch', '--watch-preserve-output']
become(process.execPath, [...watching, ownBin, 'daemon', '--first-run', ...process.argv.slice(2)], process.env)
