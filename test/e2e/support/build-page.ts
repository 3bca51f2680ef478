/** Builds the page once for all tests of this kind, apart from the build that people use. */

import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildRenderer } from '../../../scripts/build/renderer.ts'
import { root } from '../../../scripts/support/paths.ts'
import { noBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    pageFolder: string
  }
}

export async function setup(project: TestProject): Promise<void> {
  const folder = join(root, 'out', 'e2e')
  if (noBrowser === null) await buildRenderer(folder)
  project.provide('pageFolder', folder)
}
