'use strict'

/** Is node_modules what package-lock.json says, and making it so: one install at a time, whoever else asks. */

const { spawn } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/** @param {string} file @returns {Lock | null} */
function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * npm writes node_modules/.package-lock.json last, so it being there means that an install came to its end. What it
 * names must be what the lock asks for; optional packages may be absent (they belong to other systems).
 * @param {string} folder
 */
function isInstalled(folder) {
  const wanted = readLock(path.join(folder, 'package-lock.json'))
  const found = readLock(path.join(folder, 'node_modules', '.package-lock.json'))
  if (wanted === null) throw new Error(`${path.join(folder, 'package-lock.json')} is missing or can't be read.`)
  if (found === null) return false
  return Object.entries(wanted.packages).every(([at, entry]) => {
    if (at === '') return true
    const actual = found.packages[at]
    if (actual === undefined) return entry.optional === true || entry.devOptional === true
    return (
      actual.version === entry.version && actual.integrity === entry.integrity && fs.existsSync(path.join(folder, at))
    )
  })
}

/** The npm that started us, run by our own Node; else the one in PATH. */
function npmCommand() {
  const started = process.env.npm_execpath
  if (started && path.basename(started) === 'npm-cli.js')
    return { command: process.execPath, before: [started], shell: false }
  return { command: 'npm', before: [], shell: process.platform === 'win32' }
}

/**
 * npm's own lines go to stderr: stdout belongs to the script that runs afterwards. Should we be killed outright, npm
 * goes on without us: the lock names it too.
 * @param {string} folder
 * @param {string} lock
 * @returns {Promise<void>}
 */
function runNpmCi(folder, lock) {
  const { command, before, shell } = npmCommand()
  const args = [
    ...before,
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 2, 2], shell })
    if (child.pid !== undefined) fs.writeFileSync(lock, `${process.pid} ${child.pid}`)
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal)
    process.on('SIGINT', forward).on('SIGTERM', forward)
    child.on('error', (error) => reject(new Error(`npm can't be started: ${error.message}`)))
    child.on('exit', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward)
      if (code === 0) resolve()
      else
        reject(
          new Error(`"npm ci" in ${folder} failed (${signal || `exit code ${code}`}); its own lines above say why.`),
        )
    })
  })
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/**
 * Held by a process that lives? A file without a number yet is being written just now, unless it is old.
 * @param {string} lock
 */
function isHeld(lock) {
  try {
    const pids = fs.readFileSync(lock, 'utf8').split(' ').map(Number)
    if (pids.every((pid) => pid > 0)) return pids.some(isAlive)
    return Date.now() - fs.statSync(lock).mtimeMs < 10_000
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/**
 * Installs unless somebody else did meanwhile. The lock lies beside node_modules, because npm ci deletes that.
 * @param {string} folder
 */
async function install(folder) {
  const lock = path.join(folder, '.installing')
  let told = false
  while (!take(lock)) {
    if (!isHeld(lock)) fs.rmSync(lock, { force: true })
    else if (!told) process.stderr.write('Another process is installing the dependencies; waiting for it …\n')
    told = true
    await sleep(250)
  }
  try {
    if (isInstalled(folder)) return
    process.stderr.write(`Installing the dependencies of ${path.basename(folder)} (npm ci) …\n`)
    await runNpmCi(folder, lock)
    if (!isInstalled(folder)) throw new Error(`"npm ci" in ${folder} ended well, but packages are missing.`)
  } finally {
    fs.rmSync(lock, { force: true })
  }
}

module.exports = { install, isInstalled }
