/** Loaded into a real daemon (`NODE_OPTIONS=--import`): the kernel of a laptop that is unplugged, at 54 %. */

import { syncBuiltinESMExports } from 'node:module'
import promises from 'node:fs/promises'

const supplies = '/sys/class/power_supply'
const facts = {
  AC: { type: 'Mains', online: '0' },
  BAT0: { type: 'Battery', status: 'Discharging', capacity: '54' },
}

const { readdir, readFile } = promises
promises.readdir = (path, ...rest) => (path === supplies ? Promise.resolve(Object.keys(facts)) : readdir(path, ...rest))
promises.readFile = (path, ...rest) => {
  const [, supply, fact] = /^\/sys\/class\/power_supply\/(\w+)\/(\w+)$/.exec(String(path)) ?? []
  if (supply === undefined) return readFile(path, ...rest)
  const found = facts[supply]?.[fact]
  return found === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(`${found}\n`)
}
syncBuiltinESMExports()
