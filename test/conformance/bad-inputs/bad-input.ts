/** What the corpus is made of: inputs that break one rule each, with what the product has to say of them. */

/** [the rule that it breaks, the input, the code that it comes to] */
export type Row<Input> = readonly [rule: string, input: Input, code: string]

/** What somebody reads who looks for two that are one: numbers and repetitions are no difference. */
function shapeOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text
    .toLowerCase()
    .replaceAll(/\d+/g, '0')
    .replaceAll(/(.)\1+/gs, '$1+')
}

/** Rows that say or are the same as one before, whatever their numbers are. */
export function alike(rows: readonly Row<unknown>[]): string[] {
  const seen = new Set<string>()
  return rows.flatMap(([rule, input]) => {
    const shapes = [`rule ${shapeOf(rule)}`, `input ${shapeOf(input)}`]
    const isAlike = shapes.some((shape) => seen.has(shape))
    for (const shape of shapes) seen.add(shape)
    return isAlike ? [rule] : []
  })
}
