'use strict'

/**
 * The first line of every npm script: `node scripts/run.cjs NAME [arguments]`.
 * Installs what is missing, finds a Node that is new enough, and becomes scripts/NAME.ts on it.
 * Plain JavaScript: it must run where nothing is installed and the Node in PATH is as old as 18.
 */

const fs = require('node:fs')
const path = require('node:path')
const { install, isInstalled } = require('./install.cjs')
const { become, endWithParent, goodNode, tooOldSentence } = require('../bin/launch.cjs')

const root = path.dirname(__dirname)

/**
 * @param {string} sentence
 * @returns {never}
 */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

function scriptNames() {
  const files = fs.readdirSync(__dirname).filter((file) => file.endsWith('.ts'))
  return files.map((file) => file.slice(0, -'.ts'.length)).sort()
}

async function main() {
  endWithParent()
  const [name = '', ...args] = process.argv.slice(2)
  if (!scriptNames().includes(name)) {
    stop(`There is no script named "${name}". There are: ${scriptNames().join(', ')}.`)
  }
  if (!isInstalled(root)) await install(root)
  const node = goodNode(root) ?? stop(tooOldSentence())
  const folders = [path.join(root, 'node_modules', '.bin'), path.dirname(node), process.env.PATH]
  const env = { ...process.env, PATH: folders.join(path.delimiter) }
  become(node, [path.join(__dirname, `${name}.ts`), ...args], env)
}

main().catch((error) => stop(error.message))
