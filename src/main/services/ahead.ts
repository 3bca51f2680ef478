/** The next one is fetched while somebody works on this one. What goes wrong with it is told when it is its turn. */
export async function* ahead<T>(all: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const from = all[Symbol.asyncIterator]()
  let next = from.next()
  try {
    for (;;) {
      const found = await next
      if (found.done === true) return
      next = from.next()
      next.catch(() => undefined)
      yield found.value
    }
  } finally {
    await from.return?.()
  }
}
