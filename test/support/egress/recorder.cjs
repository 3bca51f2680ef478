/**
 * Writes down where a process connects and what our HTTP adapter sends there: one line of JSON for each, appended at once,
 * so that a killed process has told everything. Loaded by NODE_OPTIONS into every process that a test starts, the app's
 * too. Plain JavaScript for that, and nothing of the product knows of it.
 *
 * Of credentials only the names of their headers are written down.
 */

'use strict'

const diagnostics = require('node:diagnostics_channel')
const { appendFileSync } = require('node:fs')
const { Socket } = require('node:net')
const path = require('node:path')

const folder = process.env.LONGSHORE_TEST_EGRESS
const mark = Symbol.for('longshore.test.egress')

function write(line) {
  try {
    appendFileSync(path.join(folder, `${process.pid}.jsonl`), `${JSON.stringify(line)}\n`)
  } catch {
    // The test is over and its folder gone.
  }
}

const secretHeaders = /^(authorization|proxy-authorization|cookie):/i

function record() {
  const plain = Socket.prototype
  const connect = Reflect.get(plain, 'connect')
  // Every way to connect ends here, TLS and those of other libraries included.
  plain.connect = function (...args) {
    // A socket of this computer, which is a file, has no port.
    this.on('connectionAttempt', (address, port) => {
      if (typeof port === 'number') write({ kind: 'connection', address, port })
    })
    return connect.apply(this, args)
  }
  diagnostics.subscribe('undici:client:sendHeaders', ({ request, headers }) => {
    const lines = String(headers).split('\r\n')
    const method = request.method
    const isOurs = lines.some((line) => /^user-agent: NONISV\|Longshore\|/i.test(line))
    // A tunnel is asked for in nobody's name; nothing else here asks for one by this library.
    if (!isOurs && method !== 'CONNECT') return
    const credentials = lines.map((line) => secretHeaders.exec(line)?.[1]?.toLowerCase()).filter(Boolean)
    const to = method === 'CONNECT' ? `tunnel:${request.path}` : String(request.origin)
    write({ kind: 'request', method, to, credentials })
  })
}

if (folder && !globalThis[mark]) {
  globalThis[mark] = true
  record()
}
