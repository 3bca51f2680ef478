/** What the app was started with. Pure. */

import { resolve } from 'node:path'

export interface LaunchOptions {
  /** Absolute; null: the usual one. */
  readonly dataDir: string | null
  readonly isFirstRun: boolean
  /** Started with the computer: no window until somebody wants one. */
  readonly isHidden: boolean
  /** Absolute. What somebody wants to upload. */
  readonly paths: readonly string[]
}

const most = 10_000

/**
 * `args`: without the program, and in development without the script. The runtime adds switches of its own, also in
 * front of ours, so those that we don't know are passed over; after `--` everything is a path. Nothing at all is no path:
 * it would become the folder that we were started in.
 */
export function launchOptions(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): LaunchOptions {
  let dataDir = env['LONGSHORE_DATA_DIR'] ?? null
  let [isFirstRun, isHidden, isRest] = [false, false, false]
  const paths: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg === '') continue
    if (isRest || !arg.startsWith('-')) paths.push(resolve(cwd, arg))
    else if (arg === '--') isRest = true
    else if (arg === '--first-run') isFirstRun = true
    else if (arg === '--hidden') isHidden = true
    else if (arg.startsWith('--data-dir=')) dataDir = arg.slice('--data-dir='.length)
    else if (arg === '--data-dir') {
      at += 1
      dataDir = args[at] ?? dataDir
    }
  }
  const isGiven = dataDir !== null && dataDir !== ''
  return {
    dataDir: isGiven ? resolve(cwd, dataDir ?? '') : null,
    isFirstRun,
    isHidden,
    paths: paths.slice(0, most),
  }
}

/** The arguments of ours in a process's argv: `isDevelopment` where the runtime was given a script to run. */
export function ownArguments(argv: readonly string[], isDevelopment: boolean): string[] {
  const rest = argv.slice(1)
  if (!isDevelopment) return rest
  return rest.slice(rest.findIndex((arg) => !arg.startsWith('-')) + 1)
}
