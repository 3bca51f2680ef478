/**
 * Templates of places: `{yyyy}/{mm}/{relpath}`, below an address. A template and what is known of a file give its folders
 * and its name; nothing else is asked, so that the outcome can be shown before, and is stored with the transfer. Pure.
 */

import { type Result, fail, failure, ok } from './failure.ts'

/** What a template knows of a file. */
export interface TemplateFacts {
  /** As the file lies below what was named or is watched, outermost first. */
  readonly folders: readonly string[]
  readonly name: string
  /** epoch ms */
  readonly modifiedAt: number
  /** Of this computer, and of who runs Longshore on it. */
  readonly host: string
  readonly user: string
  /** The path of what was named, or is watched. */
  readonly root: string
  /** An IANA name: in which the day begins. */
  readonly timeZone: string
}

export interface Placed {
  readonly folders: readonly string[]
  readonly name: string
}

interface Variable {
  /**
   * `value`: anything, made a name first. `own`: a part of the file's own name, which is kept as it is, so that what the
   * destination refuses of it is told and fixed as anywhere. `path`: a whole part of the path, alone between slashes.
   */
  readonly is: 'value' | 'own' | 'path'
  readonly help: string
  readonly of: (facts: TemplateFacts, time: Readonly<Record<string, string>>) => string
}

/** In the order in which they are told. Times are when the file was last modified. */
export const templateVariables = {
  yyyy: { is: 'value', help: 'the year', of: (_, time) => (time['year'] ?? '').padStart(4, '0') },
  mm: { is: 'value', help: 'the month, 01 to 12', of: (_, time) => time['month'] ?? '' },
  dd: { is: 'value', help: 'the day, 01 to 31', of: (_, time) => time['day'] ?? '' },
  hh: { is: 'value', help: 'the hour, 00 to 23', of: (_, time) => time['hour'] ?? '' },
  host: { is: 'value', help: 'this computer', of: ({ host }) => host },
  user: { is: 'value', help: 'who runs Longshore here', of: ({ user }) => user },
  folder: { is: 'value', help: 'the folder that was named or is watched', of: ({ root }) => lastPart(root) },
  relpath: { is: 'path', help: 'folders and name, as the file lies below it', of: () => '' },
  reldir: { is: 'path', help: 'these folders alone', of: () => '' },
  name: { is: 'own', help: 'the file’s name', of: ({ name }) => name },
  stem: { is: 'own', help: 'its name without the ending', of: ({ name }) => parted(name)[0] },
  ext: { is: 'own', help: 'its ending with the dot, or nothing', of: ({ name }) => parted(name)[1] },
} as const satisfies Readonly<Record<string, Variable>>

type VariableName = keyof typeof templateVariables
type Piece = { readonly text: string } | { readonly variable: VariableName }

/** One part between slashes. */
type Segment = readonly Piece[]

export interface Template {
  readonly text: string
  readonly segments: readonly Segment[]
}

export const longestTemplate = 1_000
const mostSegments = 32
/** Of one value: what a name has room for at every destination, beside others. */
const longestValue = 64
/** Of one folder that is made of values. */
const longestName = 200

/** Failures: `template-invalid`. */
export function parseTemplate(given: string): Result<Template> {
  const text = given.trim()
  const wrong = (detail: string): Result<never> => fail(failure('template-invalid', { template: text, detail }))
  if (text.length > longestTemplate) return wrong(`it has more than ${longestTemplate} characters`)
  const parts = text.replace(/^\/|\/$/g, '').split('/')
  if (parts.length > mostSegments) return wrong(`it has more than ${mostSegments} parts`)
  const segments: Segment[] = []
  for (const [at, part] of parts.entries()) {
    if (part === '') return wrong('a part between two slashes is empty')
    const pieces = piecesOf(part)
    if (typeof pieces === 'string') return wrong(pieces)
    const problem = problemOf(part, pieces, at === parts.length - 1)
    if (problem !== null) return wrong(problem)
    segments.push(pieces)
  }
  return ok({ text, segments: endsInAName(segments.at(-1)) ? segments : [...segments, [{ variable: 'name' }]] })
}

/** Where the file goes, below the address. The same for the same facts, always. */
export function placedBy({ segments }: Template, facts: TemplateFacts): Placed {
  const time = timeOf(facts)
  const names = segments.flatMap((segment): readonly string[] => {
    const [only] = segment
    if (only !== undefined && 'variable' in only && templateVariables[only.variable].is === 'path') {
      return only.variable === 'relpath' ? [...facts.folders, facts.name] : facts.folders
    }
    const text = segment.map((piece) => ('text' in piece ? piece.text : valueOf(piece.variable, facts, time))).join('')
    return [hasOwn(segment) && !/^\s*\.{0,2}\s*$/.test(text) ? text : asName(text, longestName)]
  })
  return { folders: names.slice(0, -1), name: names.at(-1) ?? facts.name }
}

/** A name that every destination takes, whatever was in it. */
function asName(text: string, most: number): string {
  const plain = text
    .replaceAll(/["*:<>?/\\|]|\p{Cc}|\p{Cf}|\p{Surrogate}/gu, '-')
    .replaceAll(/_vti_/gi, '-vti-')
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/^~\$/, '-')
    .trim()
    .replace(/[.\s]+$/, '')
  if (plain === '') return '-'
  return reserved.test(plain) ? `${plain}-` : plain
}

/** `Forms` is what a library keeps at its root; the dot is of names like `CON.txt`, which Windows keeps too. */
const reserved = /^(?:\.lock|CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9]|desktop\.ini|forms)$/i

function piecesOf(part: string): Piece[] | string {
  const pieces: Piece[] = []
  for (const [, variable, text] of part.matchAll(/\{([^{}]*)\}|([^{}]+|[{}])/g)) {
    if (text === '{' || text === '}') return `'${text}' stands alone`
    if (text !== undefined) pieces.push({ text })
    else if (isVariable(variable ?? '')) pieces.push({ variable: variable as VariableName })
    else return `there is no {${variable ?? ''}}: there are ${known}`
  }
  return pieces
}

const known = Object.keys(templateVariables)
  .map((name) => `{${name}}`)
  .join(' ')

function isVariable(name: string): boolean {
  return Object.hasOwn(templateVariables, name)
}

function problemOf(part: string, pieces: Segment, isLast: boolean): string | null {
  const paths = pieces.filter((piece) => 'variable' in piece && templateVariables[piece.variable].is === 'path')
  if (paths.length > 0 && pieces.length > 1) return `'${part}': a path stands alone between slashes`
  if (!isLast && pieces.some((piece) => 'variable' in piece && piece.variable === 'relpath')) {
    return '{relpath} ends in the file’s name, so nothing can follow it'
  }
  const literal = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('')
  if (/["*:<>?\\|]|\p{Cc}|\p{Surrogate}/u.test(literal)) return `'${part}' has a sign that no name may have`
  if (/^\.{1,2}$/.test(part)) return `'${part}' is not a name`
  return null
}

function endsInAName(last: Segment | undefined): boolean {
  if (last === undefined) return false
  return last.some((piece) => 'variable' in piece && ['name', 'stem', 'relpath'].includes(piece.variable))
}

function hasOwn(segment: Segment): boolean {
  return segment.some((piece) => 'variable' in piece && templateVariables[piece.variable].is === 'own')
}

function valueOf(variable: VariableName, facts: TemplateFacts, time: Readonly<Record<string, string>>): string {
  const { is, of } = templateVariables[variable]
  const value = of(facts, time)
  return is === 'value' ? asName(value, longestValue) : value
}

/** A file may have any time: years of four digits. epoch ms */
const earliest = Date.UTC(1000, 0, 1)
const latest = Date.UTC(9999, 11, 30)

/** Latin digits of the Gregorian calendar, whatever the computer's language is. */
function timeOf({ modifiedAt, timeZone }: TemplateFacts): Readonly<Record<string, string>> {
  const at = Math.min(Math.max(modifiedAt, earliest), latest)
  return Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** One for each zone: making one takes longer than using it a hundred times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const made =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    })
  formats.set(timeZone, made)
  return made
}

/** `report.pdf` → `['report', '.pdf']`. A name that begins with its only dot, or ends with one, has no ending. */
function parted(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.')
  return dot > 0 && dot < name.length - 1 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path
}
