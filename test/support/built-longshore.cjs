'use strict'

/**
 * What `npm run build` made, as a process of a test: starts in a third of the time that the sources take, and ends when
 * the test that started it does. What it is built of must be older: see `globalSetup` in vitest.config.ts.
 */

const { dieWithLauncher } = require('../../bin/launch.cjs')

dieWithLauncher()
void import('../../out/main/cli.js')
