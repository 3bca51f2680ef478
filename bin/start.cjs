'use strict'

/**
 * The command. Plain JavaScript, so that an old Node in PATH can read it and hand over to the checkout's own.
 * In a checkout it runs the TypeScript source; in a package, what was built from it.
 */

const { existsSync } = require('node:fs')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { become, dieWithLauncher, goodNode, isGoodNode, tooOldSentence } = require('./launch.cjs')

const root = path.dirname(__dirname)
const source = path.join(root, 'src', 'main', 'cli.ts')
const isCheckout = existsSync(source)
const entry = isCheckout ? source : path.join(root, 'out', 'main', 'cli.js')

/**
 * Exit code 4: the engine can't be started.
 * @param {string} sentence
 * @returns {never}
 */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(4)
}

/** @param {unknown} error */
function stopOn(error) {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (!/Cannot find package/.test(said)) stop(said)
  stop(`Dependencies are missing: run npm ci (or npm start) first, in ${root}.\n${said.split('\n')[0]}`)
}

function main() {
  if (isCheckout && !existsSync(path.join(root, 'node_modules', '.package-lock.json'))) {
    stop(`Dependencies are missing: run npm ci (or npm start) first, in ${root}.`)
  }
  if (!isGoodNode(process.versions.node)) {
    const node = goodNode(root) ?? stop(tooOldSentence())
    become(node, [path.join(__dirname, 'longshore'), ...process.argv.slice(2)], process.env)
    return
  }
  dieWithLauncher()
  import(pathToFileURL(entry).href).catch(stopOn)
}

main()
