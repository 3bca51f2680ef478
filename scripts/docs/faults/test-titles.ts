/**
 * The titles of all tests, read from the tests themselves: what stands in a comment or in a helper is no test. A title
 * with `%s` in a table of cases is one title for each row, as vitest prints it.
 */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

export interface TestTitle {
  /** From the root of the checkout, with slashes. */
  readonly file: string
  /** With the titles of the groups around it. */
  readonly title: string
  /** The line where it is written: the same for all rows of one table of cases. */
  readonly line: number
}

// A tree of another program's making: looked into by the names of its own specification (ESTree).
// oxlint-disable-next-line typescript/no-explicit-any
type Node = any

const root = fileURLToPath(new URL('../../../', import.meta.url))
const testWords: ReadonlySet<string> = new Set(['it', 'test'])

/** The titles of every `*.test.ts` below `test`, but those of the practice cloud's own tests and of other people's programs. */
export function allTestTitles(): TestTitle[] {
  const names = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  return names
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.test.ts') && !/\/(practice-[^/]*|node_modules\/.*|peers\/.*)$/.test(name))
    .toSorted()
    .flatMap((file) => titlesOf(readFileSync(join(root, file), 'utf8')).map((found) => ({ file, ...found })))
}

type Found = Omit<TestTitle, 'file'>

/** The titles in one file's text, in its order. */
export function titlesOf(source: string): Found[] {
  const { program, errors } = parseSync('some.test.ts', source)
  if (errors.length > 0) throw new Error(`not understood: ${errors[0]?.message}`)
  const constants = new Map<string, Node>()
  for (const statement of program.body as Node[]) {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') continue
    for (const { id, init } of statement.declarations) if (id.type === 'Identifier') constants.set(id.name, init)
  }
  const lineOf = (at: number) => source.slice(0, at).split('\n').length
  return walk(program, [''], constants).map(({ title, at }) => ({ title, line: lineOf(at) }))
}

interface Placed {
  readonly title: string
  /** Where it begins. */
  readonly at: number
}

/** @param around the titles of the groups around it, one for each row of their table */
function walk(node: Node, around: readonly string[], constants: ReadonlyMap<string, Node>): Placed[] {
  if (Array.isArray(node)) return node.flatMap((one) => walk(one, around, constants))
  if (typeof node !== 'object' || node === null || typeof node.type !== 'string') return []
  if (node.type === 'CallExpression') {
    const found = titleCall(node, constants)
    if (found !== null) {
      const titles = around.flatMap((group) => found.titles.map((title) => `${group}${title}`))
      if (found.isTest) return titles.map((title) => ({ title, at: node.start }))
      return walk(
        node.arguments.slice(1),
        titles.map((title) => `${title} > `),
        constants,
      )
    }
  }
  return Object.entries(node).flatMap(([key, value]) => (key === 'type' ? [] : walk(value, around, constants)))
}

interface TitleCall {
  readonly isTest: boolean
  readonly titles: readonly string[]
}

/** `it('…')`, `it.skipIf(…)('…')`, `describe.each([…])('…')`; null for any other call. */
function titleCall({ callee, arguments: given }: Node, constants: ReadonlyMap<string, Node>): TitleCall | null {
  const word = baseName(callee)
  if (word !== 'describe' && !testWords.has(word ?? '')) return null
  const title = text(given[0], constants)
  // `it.each([…])` is asked for its title by the call around it.
  if (title === null || given.length < 2) return null
  return { isTest: word !== 'describe', titles: filled(title, tableOf(callee, constants), constants) }
}

function baseName(callee: Node): string | null {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type === 'MemberExpression') return baseName(callee.object)
  if (callee.type === 'CallExpression') return baseName(callee.callee)
  return null
}

/** The rows of `….each([…])`, where they are written in the file; null where there is no table. */
function tableOf(callee: Node, constants: ReadonlyMap<string, Node>): readonly Node[] | null {
  if (callee.type !== 'CallExpression' || callee.callee.property?.name !== 'each') return null
  const table = resolved(callee.arguments[0], constants)
  return table?.type === 'ArrayExpression' ? table.elements : null
}

function filled(title: string, rows: readonly Node[] | null, constants: ReadonlyMap<string, Node>): string[] {
  if (rows === null || !/%[sidfj]|\$\w/.test(title)) return [title]
  return rows.map((row) => {
    const given = resolved(row, constants)
    const cells: readonly Node[] = given?.type === 'ArrayExpression' ? given.elements : [row]
    let next = 0
    return title
      .replace(/%[sidfj]/g, () => text(cells[next++], constants) ?? '…')
      .replace(/\$(\w+)/g, (_, name: string) => {
        const member = given?.properties?.find?.(({ key }: Node) => key?.name === name)
        return text(member?.value, constants) ?? '…'
      })
  })
}

function resolved(node: Node, constants: ReadonlyMap<string, Node>): Node {
  if (node?.type === 'TSAsExpression' || node?.type === 'TSSatisfiesExpression')
    return resolved(node.expression, constants)
  if (node?.type === 'Identifier' && constants.has(node.name)) return resolved(constants.get(node.name), constants)
  return node
}

function text(node: Node, constants: ReadonlyMap<string, Node>): string | null {
  const known = resolved(node, constants)
  if (known?.type === 'Literal' && known.value !== null) return String(known.value)
  if (known?.type !== 'TemplateLiteral') return null
  const { quasis, expressions } = known
  return quasis
    .map(
      ({ value }: Node, i: number) =>
        `${value.cooked}${i < expressions.length ? (text(expressions[i], constants) ?? '…') : ''}`,
    )
    .join('')
}
