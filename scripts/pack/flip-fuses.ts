/** Closes in the packed Electron what this app doesn't need; electron-builder.yml calls it. */

import { join } from 'node:path'
import { flipFuses, type FuseConfig, FuseV1Options, FuseVersion } from '@electron/fuses'
import { Arch, type AfterPackContext } from 'electron-builder'

/** Every fuse there is. Strict: a fuse that a newer Electron adds stops the packing until somebody has decided on it. */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Else anybody could run any script under this app's name and signature.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // Also ignores NODE_EXTRA_CA_CERTS; network.caFile is our setting for that.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // Checked by Electron on macOS and Windows only.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // We ship no snapshot of our own.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes from a scheme of its own, never from file://.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Electron's default: WebAssembly checks its bounds by the memory's guard pages.
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseConfig

/** The program in a packed app, whose fuses are meant. */
function programOf({ appOutDir, electronPlatformName, packager }: AfterPackContext): string {
  const name = packager.appInfo.productFilename
  if (electronPlatformName === 'darwin') return join(appOutDir, `${name}.app`)
  if (electronPlatformName === 'win32') return join(appOutDir, `${name}.exe`)
  return join(appOutDir, packager.platformSpecificBuildOptions.executableName ?? name)
}

/** electron-builder's hook between packing and signing. */
export async function afterPack(context: AfterPackContext): Promise<void> {
  // What was changed is no longer what was signed, and Apple silicon starts nothing unsigned.
  const resetAdHocDarwinSignature = context.electronPlatformName === 'darwin' && context.arch === Arch.arm64
  await flipFuses(programOf(context), { ...fuses, resetAdHocDarwinSignature })
}
