/** Templates of places, with what is known of this computer. */

import {
  type Placed,
  type Template,
  type TemplateFacts,
  parseTemplate,
  placedBy,
} from '../../shared/destination-template.ts'
import type { Placing } from '../engine/ports/placing.ts'
import { modifiedAtMs } from '../engine/ports/source.ts'

export type HereFacts = Pick<TemplateFacts, 'host' | 'user' | 'timeZone'>

export function createPlacing(here: () => HereFacts): Placing {
  const parsed = new Map<string, Template | null>()
  return (text, { root, folders, name, fingerprint }): Placed => {
    const template = text === undefined ? null : (parsed.get(text) ?? read(text))
    if (text !== undefined) parsed.set(text, template)
    if (template === null) return { folders, name }
    return placedBy(template, { ...here(), root, folders, name, modifiedAt: modifiedAtMs(fingerprint) })
  }
}

/** What nobody can read was refused when it was given. */
function read(text: string): Template | null {
  const template = parseTemplate(text)
  return template.ok ? template.value : null
}
