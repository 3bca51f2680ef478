import { isHoused, refusal } from './layers.ts'
import { pathOf, type Rule, type RuleContext } from './rule.ts'

type Node = Parameters<RuleContext['sourceCode']['getText']>[0]

/** Applies the table of rooms to every way of writing an import: static, type only, re-export, `import()`, `require`. */
export const layersRule: Rule = {
  create(context) {
    const from = pathOf(context)

    function check(source: Node & { type: string; value?: unknown }): void {
      if (source.type !== 'Literal' || typeof source.value !== 'string') {
        if (from.startsWith('src/')) {
          context.report({ node: source, message: 'an import must name what it imports in plain quotes' })
        }
        return
      }
      const message = refusal(from, source.value)
      if (message !== null) context.report({ node: source, message })
    }

    return {
      Program(node) {
        if (!isHoused(from))
          context.report({ node, message: 'no room has this file: give its folder a row in scripts/lint/layers.ts' })
      },
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => {
        if (node.source !== null) check(node.source)
      },
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
      TSExternalModuleReference: (node) => check(node.expression),
      CallExpression: (node) => {
        const [first] = node.arguments
        if (node.callee.type === 'Identifier' && node.callee.name === 'require' && first) check(first)
      },
    }
  },
}
