/** Stands where a function will be set before anything can call it. */
export function unreached(): void {
  throw new Error('called before it was set')
}
