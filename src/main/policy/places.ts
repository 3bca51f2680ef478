/**
 * Where policies are. The machine's file is at a fixed place, and no variable of the environment leads away from it;
 * LONGSHORE_POLICY_FILE names one more, which can only take away what the machine's leaves. Pure.
 */

export interface PolicyPlace {
  readonly path: string
  /** `administrator`: who wrote it must be one. `anyone`: or the person who runs us. */
  readonly writtenBy: 'administrator' | 'anyone'
  /** Somebody counts on it: that it isn't there is an error. */
  readonly mustExist: boolean
}

/** On Windows the folder may have been moved; a variable says where to, and whoever sets it gets both. */
function machineFiles(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'darwin') return ['/Library/Application Support/Longshore/policy.json']
  if (platform !== 'win32') return ['/etc/longshore/policy.json']
  const usual = String.raw`C:\ProgramData`
  const moved = env['ProgramData'] ?? usual
  return [...new Set([usual, moved])].map((folder) => String.raw`${folder}\Longshore\policy.json`)
}

export function policyPlaces(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): PolicyPlace[] {
  const machine = machineFiles(platform, env).map(
    (path): PolicyPlace => ({ path, writtenBy: 'administrator', mustExist: false }),
  )
  const more = env['LONGSHORE_POLICY_FILE'] ?? ''
  return more === '' ? machine : [...machine, { path: more, writtenBy: 'anyone', mustExist: true }]
}
