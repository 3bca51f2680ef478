import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/**
 * The linter, with the project's own configuration, over planted violations: a gate that catches nothing is worse
 * than none. Each planted line must bring exactly the complaints beside it, as `rule` or `rule: first words`.
 */

const root = join(import.meta.dirname, '..', '..', '..')

type Planted = readonly (readonly [line: string, ...complaints: string[]])[]

const forms: Planted = [
  ["import { a } from '../store/a.ts'", 'layers: "../store/a.ts"'],
  ["import type { B } from '../net/b.ts'", 'layers: "../net/b.ts"'],
  ["import { type C } from 'undici'", 'layers: "undici"'],
  ["export { d } from '../files/d.ts'", 'layers: "../files/d.ts"'],
  ["export * from '../server/e.ts'", 'layers: "../server/e.ts"'],
  ["export const f = await import('node:fs')", 'layers: "node:fs"'],
  ['export const g = await import(`node:fs`)', 'layers: an import must name'],
  ["export type H = import('ws').WebSocket", 'layers: "ws"'],
  ["export const i = require('better-sqlite3')", 'layers: "better-sqlite3"', 'pure: require'],
  ["import '../practice/j.ts'", 'layers: "../practice/j.ts"'],
]

const impure: Planted = [
  ['export const a = Date.now()', 'pure: Date'],
  ['export const b = new Date()', 'pure: Date'],
  ["export const c = Date['now']()", 'pure: Date'],
  ['export const d = Date', 'pure: Date'],
  ['export const e = performance.now()', 'pure: performance'],
  ['export const f = setTimeout(String, 1)', 'pure: setTimeout'],
  ['export const g = setInterval(String, 1)', 'pure: setInterval'],
  ['export const h = setImmediate(String)', 'pure: setImmediate'],
  ['queueMicrotask(String)', 'pure: queueMicrotask'],
  ['process.nextTick(String)', 'pure: process'],
  ['export const i = Math.random()', 'pure: Math'],
  ['export const { random } = Math', 'pure: Math'],
  ['export const j = crypto.randomUUID()', 'pure: crypto'],
  ["export const k = await fetch('https://example.org')", 'pure: fetch'],
  ['export const l = globalThis.setTimeout(String, 1)', 'pure: globalThis'],
  ['export const m = AbortSignal.timeout(1)', 'pure: AbortSignal'],
  ["import { randomUUID as n } from 'node:crypto'", 'layers: "node:crypto"', 'pure: randomUUID'],
  ['export const o = new Date(0).toISOString()'],
  ["export const p = Date.parse('2026-01-01T00:00:00Z')"],
  ['export const q = Math.max(1, 2)'],
  ['export const r = (x: unknown): x is Date => x instanceof Date'],
  ['export const s = (setTimeout: () => void): void => setTimeout()'],
]

const typed: Planted = [
  ['export const a = async (): Promise<void> => {}'],
  ['a()', 'no-floating-promises'],
  [';[1].forEach(async () => {})', 'no-misused-promises'],
  ["export const b = (x: 'y' | 'z'): void => { switch (x) { case 'y': } }", 'switch-exhaustiveness-check'],
  ['export const c = (x: any): unknown => x', 'no-explicit-any'],
  ['export const d = (x: string | null): string => x!', 'no-non-null-assertion'],
  ['export default 1', 'no-default-export'],
]

const dangers: Planted = [
  ['declare const it: any; declare const pageUrl: string; declare const isOurs: boolean', 'no-explicit-any'],
  ["it.openExternal('https://example.org')", 'danger: openExternal'],
  ["it.shell['openExternal'](pageUrl)", 'danger: openExternal'],
  ['export const { openExternal } = it', 'danger: openExternal'],
  ["it.executeJavaScript('1')", 'danger: executeJavaScript'],
  ['it.executeJavaScriptInIsolatedWorld(1, [])', 'danger: executeJavaScriptInIsolatedWorld'],
  ["it.loadFile('index.html')", 'danger: loadFile'],
  ["it.loadURL('https://example.org')", 'danger: loadURL'],
  ['it.loadURL(`${pageUrl}x`)', 'danger: loadURL'],
  ['it.loadURL(pageUrl)'],
  ["it.innerHTML = ''", 'danger: innerHTML'],
  ["it['outerHTML'] = ''", 'danger: outerHTML'],
  ["it.insertAdjacentHTML('beforeend', '')", 'danger: insertAdjacentHTML'],
  ["it.setHTMLUnsafe('')", 'danger: setHTMLUnsafe'],
  ["export const a = { dangerouslySetInnerHTML: { __html: '' } }", 'danger: dangerouslySetInnerHTML'],
  ["it.document.write('')", 'danger: document.write'],
  ["it.stdout.write('')"],
  ["eval('1')", 'no-eval'],
  ["export const b = new Function('return 1')", 'no-new-func'],
  ["setTimeout('1', 1)", 'no-implied-eval'],
  ["export const c = 'javascript:1'", 'no-script-url'],
  ["it.spawn('ls', { shell: true })", 'danger: shell'],
  ["it.spawn('ls', { shell: isOurs })", 'danger: shell'],
  ["it.spawn('ls', { shell: false })"],
  ['it.make({ webSecurity: false })', 'danger: webSecurity'],
  ['it.make({ webSecurity: isOurs })', 'danger: webSecurity'],
  ['it.make({ nodeIntegration: true })', 'danger: nodeIntegration'],
  ['it.make({ nodeIntegrationInSubFrames: true })', 'danger: nodeIntegrationInSubFrames'],
  ["it.make({ 'sandbox': false })", 'danger: sandbox'],
  ['it.make({ contextIsolation: false })', 'danger: contextIsolation'],
  ['it.make({ webviewTag: true })', 'danger: webviewTag'],
  ['it.make({ devTools: true })', 'danger: devTools'],
  ['it.make({ allowRunningInsecureContent: true })', 'danger: allowRunningInsecureContent'],
  ['it.make({ experimentalFeatures: true })', 'danger: experimentalFeatures'],
  ["it.make({ enableBlinkFeatures: 'X' })", 'danger: enableBlinkFeatures'],
  ['it.make({ bypassCSP: true })', 'danger: bypassCSP'],
  ['it.make({ rejectUnauthorized: false })', 'danger: rejectUnauthorized'],
  ['it.rejectUnauthorized = false', 'danger: rejectUnauthorized'],
  ['it.make({ webSecurity: true, nodeIntegration: false, rejectUnauthorized: true })'],
  ["it.appendSwitch('no-sandbox')", 'danger: no-sandbox'],
  ["export const d = ['--no-sandbox', '--hidden']", 'danger: --no-sandbox'],
  ['export const e = `--remote-debugging-port=${it}`', 'danger: --remote-debugging-port'],
  ["export const f = '--enable-blink-features=X'", 'danger: --enable-blink-features'],
  ["export const g = 'NODE_TLS_REJECT_UNAUTHORIZED'", 'danger: NODE_TLS_REJECT_UNAUTHORIZED'],
  ["export const h = 'no-sandbox-here'"],
  ["it.webContents.ipc.handle('x', String)", 'danger: ipc'],
  ["import { runInThisContext } from 'node:vm'", 'danger: node:vm'],
  ["import { createRequire } from 'module'", 'danger: module'],
  ["import { Session } from 'node:inspector'", 'danger: node:inspector'],
  ["export const i = await import('node:vm')", 'danger: node:vm'],
  ['export const j = await import(String(it))', 'layers: an import must name'],
  ["import { execSync } from 'node:child_process'", 'danger: execSync'],
  ["import { exec as run } from 'child_process'", 'danger: exec'],
  ["import { execFile } from 'node:child_process'"],
]

/** Who may touch the doors between a page and the main process. */
const door = "import { ipcMain } from 'electron'"
const pageSide = "import { contextBridge, ipcRenderer } from 'electron'"

const files: Readonly<Record<string, Planted>> = {
  'src/main/shell/dangers.ts': dangers,
  'src/main/shell/another-door.ts': [
    [door, 'danger: ipcMain'],
    ["ipcMain.handle('x', String)", 'danger: ipcMain'],
    ["ipcMain.on('x', String)", 'danger: ipcMain'],
    [pageSide, 'danger: contextBridge', 'danger: ipcRenderer'],
    ["contextBridge.exposeInMainWorld('x', ipcRenderer)", 'danger: contextBridge'],
    ["ipcRenderer.sendSync('x')", 'danger: ipcRenderer'],
  ],
  'src/main/shell/app.ts': [[door], ["ipcMain.on('x', String)", 'danger: ipcMain'], ['String(ipcMain)']],
  'src/main/shell/ipc.ts': [
    ["import type { IpcMain } from 'electron'"],
    ["export const a = (ipcMain: IpcMain): unknown => ipcMain.on('x', String)"],
  ],
  'src/main/shell/open-external.ts': [
    ["import { shell } from 'electron'"],
    ['export const a = (page: string): unknown => shell.openExternal(page)'],
  ],
  'src/main/shell/preload.ts': [[pageSide], ["contextBridge.exposeInMainWorld('x', String(ipcRenderer))"]],
  'src/renderer/danger.tsx': [
    ["export const a = <p dangerouslySetInnerHTML={{ __html: '' }} />", 'danger: dangerouslySetInnerHTML'],
    ["export const b = <iframe srcDoc='' />", 'danger: srcDoc'],
    ["export const c = <p className='innerHTML'>innerHTML</p>"],
  ],

  'src/main/engine/forms.ts': forms,
  'src/main/engine/impure.ts': impure,
  'src/main/providers/box/impure.ts': [
    ['export const a = Date.now()', 'pure: Date'],
    ["import { createHash, randomBytes } from 'node:crypto'", 'pure: randomBytes'],
    ["import crypto from 'node:crypto'", 'pure: default import'],
    ["import * as all from 'node:crypto'", 'pure: import *'],
  ],
  'src/main/net/impure-and-allowed.ts': [['export const a = Date.now()']],
  'src/main/typed.ts': typed,
  'src/main/long.ts': Array.from({ length: 401 }, (_, i) => [`export const a${i} = ${i}`] as const),
  'src/main/helpers/homeless.ts': [['export const a = 1', 'layers: no room']],
  'src/shared/here.ts': [["export { there } from './there.ts'", 'no-cycle']],
  'src/shared/there.ts': [["export { here as there } from './here.ts'", 'no-cycle']],
}

interface Diagnostic {
  readonly code: string
  readonly message: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number } }[]
}

function lint(folder: string): readonly Diagnostic[] {
  for (const name of ['.oxlintrc.json', 'tsconfig.base.json', 'package.json']) {
    copyFileSync(join(root, name), join(folder, name))
  }
  mkdirSync(join(folder, 'src', 'main'), { recursive: true })
  copyFileSync(join(root, 'src/main/tsconfig.json'), join(folder, 'src/main/tsconfig.json'))
  symlinkSync(join(root, 'scripts'), join(folder, 'scripts'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const args = [oxlint, '--type-aware', '--deny-warnings', '-f', 'json', 'src']
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect(status).toBe(1)
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics
}

/** `longshore(pure)` and a message → `pure: message`; for other people's rules the name is enough. */
function complaintOf({ code, message }: Diagnostic): string {
  const [, plugin, rule] = /^([\w-]+)\((.+)\)$/.exec(code) ?? []
  return plugin === 'longshore' ? `${rule}: ${message}` : (rule ?? code)
}

/** The items of the security checklist that hold for every line that we ship, not only for those that are there today. */
const items = 'E01, E04, E06, E08, E09, E10, E11, E15, E17, E20, C2'

test(`E06, E08, E09, E10, C2, K6, NW3, B11: the linter catches what was planted, and only that: layers, purity, types, dangers (${items})`, () => {
  const folder = temporaryFolder()
  for (const [path, planted] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${planted.map(([line]) => line).join('\n')}\n`)
  }
  const found = lint(folder)
  const wrong: string[] = []
  for (const [path, planted] of Object.entries(files)) {
    for (const [i, [line, ...expected]] of planted.entries()) {
      const here = found.filter((one) => one.filename === path && one.labels[0]?.span.line === i + 1).map(complaintOf)
      const ours = here.filter((complaint) => /^(danger|layers|pure): /.test(complaint))
      const missing = expected.filter((start) => !here.some((complaint) => complaint.startsWith(start)))
      const surplus = ours.filter((complaint) => !expected.some((start) => complaint.startsWith(start)))
      wrong.push(...missing.map((start) => `${path}: ${line} should bring "${start}"`))
      wrong.push(...surplus.map((complaint) => `${path}: ${line} brings "${complaint}"`))
    }
  }
  expect(wrong).toEqual([])
  expect(found.filter((one) => one.filename === 'src/main/long.ts').map(complaintOf)).toContain('max-lines')
})
