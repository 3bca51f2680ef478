/** Rows that go in one statement; what is left over goes one by one, so that there are two texts to prepare and no more. */

const rowsAtOnce = 50

/** Full groups, then one by one. */
export function inGroups<T>(all: readonly T[], use: (group: readonly T[]) => void): void {
  const full = all.length - (all.length % rowsAtOnce)
  for (let at = 0; at < full; at += rowsAtOnce) use(all.slice(at, at + rowsAtOnce))
  for (const one of all.slice(full)) use([one])
}
