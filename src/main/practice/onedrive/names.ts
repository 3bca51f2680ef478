import { invalidRequest, type Problem } from '../problem.ts'

const forbidden = /["*:<>?/\\|\u0000-\u001f]/
const reserved = /^(\.lock|CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9]|desktop\.ini)$/i
const longestPath = 400

/**
 * The service's rules for names, from its support article (graph.md A13). Names are refused, never repaired.
 * Returns the reason instead of throwing: the caller decides in which order reasons count.
 */
export function nameProblem(names: readonly string[]): Problem | null {
  for (const name of names) {
    const reason = reasonAgainst(name)
    if (reason) return invalidRequest(`The name '${name}' ${reason}.`, 'invalidPath')
  }
  if (names.join('/').length > longestPath) {
    return invalidRequest(`The path has more than ${longestPath} characters.`, 'pathIsTooLong')
  }
  return null
}

function reasonAgainst(name: string): string | null {
  if (name === '' || name === '.' || name === '..') return 'is empty or a relative step'
  if (forbidden.test(name)) return 'has a character that is not allowed'
  if (name.startsWith(' ') || name.endsWith(' ')) return 'begins or ends with a space'
  if (name.endsWith('.')) return 'ends with a dot'
  if (reserved.test(name)) return 'is reserved'
  if (name.startsWith('~$')) return 'begins with ~$'
  if (name.toLowerCase().includes('_vti_')) return 'contains _vti_'
  if (!name.isWellFormed()) return 'is not well-formed Unicode'
  return null
}
