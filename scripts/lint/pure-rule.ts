import { pathOf, type Rule } from './rule.ts'

/** Rooms that must run in a simulation: time, chance and the network are handed to them. */
const pureRooms = ['src/main/engine/', 'src/main/services/', 'src/main/providers/']

const clock = 'take time from the Clock port (src/main/engine/ports/clock.ts)'
const random = 'take chance from the Random port (src/main/engine/ports/clock.ts)'
const net = 'take the network from the port that was handed in'
const explicit = 'name the one thing that is needed, so that this rule can judge it'

/** Global → why not. */
const banned: Readonly<Record<string, string>> = {
  performance: clock,
  setTimeout: clock,
  setInterval: clock,
  setImmediate: clock,
  clearTimeout: clock,
  clearInterval: clock,
  clearImmediate: clock,
  queueMicrotask: clock,
  requestAnimationFrame: clock,
  scheduler: clock,
  Temporal: clock,
  crypto: random,
  fetch: net,
  WebSocket: net,
  EventSource: net,
  XMLHttpRequest: net,
  process: 'the engine knows no process: time and settings are handed in',
  globalThis: explicit,
  global: explicit,
  window: explicit,
  self: explicit,
  eval: explicit,
  require: explicit,
}

/** Globals of which only some uses are impure: the uses that are fine, and why the others are not. */
const partly: Readonly<Record<string, { members: readonly string[] | ((name: string) => boolean); why: string }>> = {
  Date: { members: ['parse', 'UTC'], why: clock },
  Math: { members: (name) => name !== 'random', why: random },
  AbortSignal: { members: (name) => name !== 'timeout', why: clock },
}

/** Names that a permitted module has and that make chance. */
const bannedImports: Readonly<Record<string, string>> = {
  randomUUID: random,
  randomBytes: random,
  randomInt: random,
  randomFill: random,
  randomFillSync: random,
  getRandomValues: random,
  webcrypto: random,
}

interface Named {
  readonly type: string
  readonly name?: string
}

interface Parent extends Named {
  readonly callee?: unknown
  readonly object?: unknown
  readonly property?: Named
  readonly computed?: boolean
  readonly arguments?: readonly unknown[]
  readonly operator?: string
}

function isFine(name: string, node: unknown, parent: Parent): boolean {
  if (
    parent.type.startsWith('TS') &&
    !['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(parent.type)
  ) {
    return true
  }
  const rule = partly[name]
  if (rule === undefined) return banned[name] === undefined
  if (parent.type === 'BinaryExpression' && parent.operator === 'instanceof') return true
  if (name === 'Date' && parent.type === 'NewExpression' && parent.callee === node)
    return (parent.arguments ?? []).length > 0
  if (parent.type !== 'MemberExpression' || parent.object !== node || parent.computed) return false
  const member = parent.property?.name ?? ''
  return typeof rule.members === 'function' ? rule.members(member) : rule.members.includes(member)
}

/** No clock, no chance and no network but through a port, in the rooms that the simulation runs. */
export const pureRule: Rule = {
  create(context) {
    if (!pureRooms.some((room) => pathOf(context).startsWith(room))) return {}
    return {
      'Program:exit'() {
        const scope = context.sourceCode.scopeManager.globalScope
        // The linter knows the language's own globals as variables without a definition; the others stay unresolved.
        const known = (scope?.variables ?? []).filter((variable) => variable.defs.length === 0)
        const references = [...known.flatMap((variable) => variable.references), ...(scope?.through ?? [])]
        for (const { identifier } of references) {
          const { name, parent } = identifier as unknown as { name: string; parent: Parent }
          if (isFine(name, identifier, parent)) continue
          context.report({ node: identifier, message: `${name}: ${banned[name] ?? partly[name]?.why}` })
        }
      },
      ImportSpecifier(node) {
        const name = node.imported.type === 'Identifier' ? node.imported.name : node.imported.value
        const why = bannedImports[name]
        if (why !== undefined) context.report({ node, message: `${name}: ${why}` })
      },
      ImportNamespaceSpecifier(node) {
        const source = node.parent.type === 'ImportDeclaration' ? node.parent.source.value : ''
        if (source.startsWith('node:')) context.report({ node, message: `import * as: ${explicit}` })
      },
      ImportDefaultSpecifier(node) {
        const source = node.parent.type === 'ImportDeclaration' ? node.parent.source.value : ''
        if (source.startsWith('node:')) context.report({ node, message: `default import: ${explicit}` })
      },
    }
  },
}
