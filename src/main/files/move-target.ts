/** Where a file goes that is moved after its upload: a folder of this computer, and below it as a template says. */

import { basename, dirname, join, relative, sep } from 'node:path'
import { type Template, type TemplateFacts, parseTemplate, placedBy } from '../../shared/destination-template.ts'
import { type Result, ok } from '../../shared/failure.ts'
import type { PutAwayJob } from '../engine/ports/put-away.ts'
import { modifiedAtMs } from '../engine/ports/source.ts'

export type HereFacts = Pick<TemplateFacts, 'host' | 'user' | 'timeZone'>

/** The part of `move=DIR` that is a folder as it stands, and what is made of each file's facts below it; null: as it lies. */
export function partsOf(to: string): Result<{ readonly base: string; readonly template: Template | null }> {
  const parts = to.split(/[\\/]/)
  const first = parts.findIndex((part) => part.includes('{'))
  if (first === -1) return ok({ base: to, template: null })
  const template = parseTemplate(parts.slice(first).join('/'))
  return template.ok ? ok({ base: `${parts.slice(0, first).join(sep)}${sep}`, template: template.value }) : template
}

/** Folders between the watched one and the file, outermost first. */
export function foldersOf({ root, path }: Pick<PutAwayJob, 'root' | 'path'>): readonly string[] {
  const below = relative(root, dirname(path))
  return below === '' ? [] : below.split(sep)
}

/** @throws where the template can't be read, which was refused when it was given */
export function targetOf(job: PutAwayJob, here: HereFacts): { readonly folder: string; readonly name: string } {
  const { to, root, path, uploaded } = job
  const parts = partsOf(to ?? '')
  if (!parts.ok || to === null) throw new Error(`there is no such place: ${to}`)
  const { base, template } = parts.value
  const folders = foldersOf(job)
  const name = basename(path)
  if (template === null) return { folder: join(base, ...folders), name }
  const placed = placedBy(template, { ...here, root, folders, name, modifiedAt: modifiedAtMs(uploaded) })
  return { folder: join(base, ...placed.folders), name: placed.name }
}
