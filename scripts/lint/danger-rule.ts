import { pathOf, type Rule, type RuleContext } from './rule.ts'

/**
 * What can open a hole in the walls of the app, and must not be in what we ship: ways from a text to running code, ways out
 * of the app's window, and switches that take a wall away. Where something is needed after all, this table is the place to
 * say where, and why.
 */

type Reported = NonNullable<Parameters<RuleContext['report']>[0]['node']>

const code = 'a text must never become code or markup: set textContent, or let React render it'
const out = 'the window shows our page and nothing else (src/main/shell/origin.ts)'
const door = 'pages come in through src/main/shell/ipc.ts, which checks who they are; what they may ask is the contract'

/** A member or a property of this name → why not. */
const names: Readonly<Record<string, string>> = {
  innerHTML: code,
  outerHTML: code,
  insertAdjacentHTML: code,
  dangerouslySetInnerHTML: code,
  setHTMLUnsafe: code,
  createContextualFragment: code,
  srcdoc: code,
  srcDoc: code,
  executeJavaScript: code,
  executeJavaScriptInIsolatedWorld: code,
  executeInMainWorld: code,
  openExternal: out,
  loadFile: out,
  ipc: door,
  enableBlinkFeatures: 'no features that are off for everybody else',
}

/** Where one of them is needed after all. */
const needed: Readonly<Record<string, string>> = {
  // The pages of signing in, by a list (src/main/shell/sign-in-page.ts).
  openExternal: 'src/main/shell/open-external.ts',
}

/** A member of an object → why not. */
const members: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  document: { write: code, writeln: code },
}

/** The only value that may be written for a property; any other one, also one that is computed, is refused. */
const only: Readonly<Record<string, boolean>> = {
  shell: false,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  devTools: false,
  bypassCSP: false,
  corsEnabled: false,
  rejectUnauthorized: true,
}

/** Modules by which a text becomes code, or somebody looks into a program that runs. */
const modules = /^(?:node:)?(?:vm|module|repl|inspector|inspector\/promises|wasi)$/

/** What of a module hands a whole line to a shell. */
const shells: ReadonlySet<string> = new Set(['exec', 'execSync'])

/** Switches of the runtime, as arguments and as `appendSwitch` takes them, and what Node reads from its environment. */
const switches =
  /^(?:--)?(?:no-sandbox|disable-web-security|disable-site-isolation-trials|allow-running-insecure-content|ignore-certificate-errors|enable-blink-features|remote-debugging-port|remote-debugging-pipe)(?:=|$)|^NODE_TLS_REJECT_UNAUTHORIZED$/

/** Where such a text is needed after all, and why. */
const mentioned: Readonly<Record<string, string>> = {
  'src/main/unsafe-environment.ts': 'it refuses to start where one of them is set',
}

interface Door {
  /** The file that calls it; a file that only hands it on may import it too. */
  readonly used: string
  readonly imported: readonly string[]
  readonly why: string
}

const [preload, app] = ['src/main/shell/preload.ts', 'src/main/shell/app.ts']
const given = `what a page gets is decided in ${preload}`

/** What of Electron lets something through the wall between a page and the main process. */
const doors: Readonly<Record<string, Door>> = {
  contextBridge: { used: preload, imported: [preload], why: given },
  ipcRenderer: { used: preload, imported: [preload], why: given },
  webFrame: { used: '', imported: [], why: given },
  ipcMain: { used: 'src/main/shell/ipc.ts', imported: [app], why: door },
}

interface Named {
  readonly type: string
  readonly name?: unknown
  readonly value?: unknown
}

/** The name that an identifier, a private name or a quoted key says; null for what is only known when it runs. */
function nameOf(node: Named, isComputed: boolean): string | null {
  if (node.type === 'Identifier' || node.type === 'JSXIdentifier') return isComputed ? null : String(node.name)
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null
}

export const dangerRule: Rule = {
  create(context) {
    const path = pathOf(context)
    if (!path.startsWith('src/')) return {}

    const report = (node: Reported, name: string, why: string): void =>
      context.report({ node, message: `${name}: ${why}` })

    function checkName(node: Reported, name: string | null): void {
      if (name === null || !Object.hasOwn(names, name)) return
      const isNeeded = Object.hasOwn(needed, name) && needed[name] === path
      if (!isNeeded) report(node, name, names[name] ?? '')
    }

    function checkText(node: Reported, text: unknown): void {
      if (typeof text === 'string' && switches.test(text) && !Object.hasOwn(mentioned, path))
        report(node, text, 'it takes a wall away for good')
    }

    return {
      MemberExpression(node) {
        const name = nameOf(node.property, node.computed)
        checkName(node.property, name)
        const { object } = node
        const of = object.type === 'MemberExpression' ? nameOf(object.property, object.computed) : nameOf(object, false)
        if (of === null) return
        const why = Object.hasOwn(members, of) ? members[of]?.[name ?? ''] : undefined
        if (why !== undefined) report(node, `${of}.${name}`, why)
        const found = Object.hasOwn(doors, of) ? doors[of] : undefined
        if (found !== undefined && found.used !== path) report(node, of, found.why)
      },
      ImportDeclaration(node) {
        if (modules.test(node.source.value)) report(node, node.source.value, code)
      },
      ImportExpression({ source }) {
        // One that names nothing is refused by the rule of the layers.
        if (source.type === 'Literal' && modules.test(String(source.value))) report(source, String(source.value), code)
      },
      ImportSpecifier(node) {
        const name = nameOf(node.imported, false) ?? ''
        const from = node.parent.type === 'ImportDeclaration' ? node.parent.source.value : ''
        if (/^(?:node:)?child_process$/.test(from) && shells.has(name))
          report(node, name, 'start a program by a list of arguments')
        const found = Object.hasOwn(doors, name) ? doors[name] : undefined
        if (found !== undefined && !found.imported.includes(path)) report(node, name, found.why)
      },
      Property(node) {
        const name = nameOf(node.key, node.computed)
        checkName(node.key, name)
        if (name === null || node.parent.type !== 'ObjectExpression' || !Object.hasOwn(only, name)) return
        const isFine = node.value.type === 'Literal' && node.value.value === only[name]
        if (!isFine) report(node, name, `it is ${String(only[name])}, written out, or not said at all`)
      },
      AssignmentExpression({ left, right }) {
        const name = left.type === 'MemberExpression' ? nameOf(left.property, left.computed) : null
        if (name === null || !Object.hasOwn(only, name)) return
        if (right.type !== 'Literal' || right.value !== only[name]) report(left, name, `it is ${String(only[name])}`)
      },
      JSXAttribute(node) {
        checkName(node.name, nameOf(node.name, false))
      },
      CallExpression(node) {
        const { callee } = node
        if (callee.type !== 'MemberExpression' || nameOf(callee.property, callee.computed) !== 'loadURL') return
        const [address] = node.arguments
        if (address?.type !== 'Identifier' || address.name !== 'pageUrl') report(node, 'loadURL', out)
      },
      Literal: (node) => checkText(node, node.value),
      TemplateElement: (node) => checkText(node, node.value.raw),
    }
  },
}
