/** What may stand in a template, for `--help`. Pure. */

import { templateVariables } from '../../shared/destination-template.ts'

export function templateHelp(): string {
  const lines = Object.entries(templateVariables).map(([name, { help }]) => `  ${`{${name}}`.padEnd(10)} ${help}`)
  const end = 'Times are when the file was last modified, here. What ends in no name ends in {name}.'
  return `\nIn a template, which is decided once for each file:\n${lines.join('\n')}\n${end}`
}
