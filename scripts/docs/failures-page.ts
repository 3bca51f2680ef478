/** The page of all failures, from the catalogue that the program itself speaks from. */

import { exitCodeOfFailure } from '../../src/main/cli/exit-code.ts'
import { failureRules } from '../../src/shared/failure-catalogue.ts'
import { ruleOf } from '../../src/shared/failure.ts'
import type { FailureRule } from '../../src/shared/failure-catalogue.ts'
import type { FailureCode } from '../../src/shared/failure.ts'

/** Codes that only commands end with; they never stand on a transfer. The catalogue lists them last. */
const firstOfCommands: FailureCode = 'usage'

const budgets = {
  attempts: 'tries again by itself, at growing intervals, and gives up when that was in vain too often',
  slow: 'tries again by itself, patiently, and gives up in the end',
  few: 'tries twice more by itself, and gives up then',
  none: 'goes on by itself, and never gives up',
} as const

function reactionOf({ reaction, budget = 'none', reach = 'transfer' }: FailureRule): string {
  const all = reach === 'account' ? '; everything that goes to the same account waits too' : ''
  switch (reaction) {
    case 'wait':
      return `waiting: ${budgets[budget]}${all}`
    case 'block':
      return `blocked: waits for a person${all}`
    case 'fail':
      return 'failed: given up until it is retried'
    case 'resettle':
      return 'settling: waits until the file rests, and sends the new version'
  }
}

/** `{name}` is shown as *name*; a bar would end a cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\{(\w+)(?::bytes|\?)?\}/g, '*$1*')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function tableOf(
  heads: readonly string[],
  codes: readonly FailureCode[],
  last: (code: FailureCode) => string,
): string[] {
  return [
    row(heads),
    row(heads.map(() => '---')),
    ...codes.map((code) => {
      const { message, nextStep } = ruleOf(code)
      return row([`\`${code}\``, cell(message), cell(nextStep), last(code)])
    }),
  ]
}

export function failuresPage(): string {
  const codes = Object.keys(failureRules) as FailureCode[]
  const border = codes.indexOf(firstOfCommands)
  return [
    '# Failures',
    '',
    '<!-- Written by `npm run docs` from src/shared/failure.ts; changes go there. -->',
    '',
    'Every stop has a code, a sentence and a next step, the same in the app, the browser, the terminal and JSON. Codes',
    'only grow: scripts may rely on them. What is in *italics* is filled in.',
    '',
    '## On transfers',
    '',
    ...tableOf(['code', 'what is said', 'next step', 'what the engine does'], codes.slice(0, border), (code) =>
      reactionOf(ruleOf(code)),
    ),
    '',
    '## Of commands',
    '',
    'A command can also end with one of the codes above. Its exit status is 0 when all that was asked for is done,',
    'skipped or enqueued; 1 when something failed, is blocked or not finished, or the time ran out; 2 for wrong usage; 3',
    'for accounts; 4 when the engine or its store cannot be reached or started; 130 when it was interrupted.',
    '',
    ...tableOf(['code', 'what is said', 'next step', 'exit status'], codes.slice(border), (code) =>
      String(exitCodeOfFailure(code)),
    ),
    '',
  ].join('\n')
}
