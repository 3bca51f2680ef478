/**
 * Makes the compiler prove that a `switch` covers every case.
 *
 * @throws always: reaching it means that a value came from outside the type system.
 */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`)
}
