import { useEngine } from '../engine/context.ts'
import { useChosen } from '../ui/use-value.ts'
import type { Line } from './layout.ts'

/** More rows than these name no reason that those before them don't. */
const mostRows = 2_000

/**
 * Reasons that there are among the rows of the list, by their codes, and the one that was chosen. Looked for as its rows change.
 *
 * @param isWanted most rows of the whole list have none, and a choice of them would only take room
 */
export function useReasons(lines: readonly Line[], isWanted: boolean, chosen: string): readonly string[] {
  const { mirror } = useEngine()
  const codes = useChosen(mirror.summary, () => {
    const found = isWanted ? lines.slice(0, mostRows).map((line) => codeOf(line)) : []
    return [...new Set([...found, chosen])]
      .filter((code) => code !== '')
      .toSorted()
      .join(' ')
  })
  return codes === '' ? [] : codes.split(' ')

  function codeOf(line: Line): string {
    return typeof line === 'string' ? (mirror.rows.get(line)?.failure?.code ?? '') : ''
  }
}
