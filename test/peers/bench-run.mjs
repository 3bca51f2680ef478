// What a peer's run of a benchmark is made of: which files, and how many at once. Arguments: origin, file or list, at once.
import { readFileSync } from 'node:fs'

const [origin = '', target = '', atOnce = '1'] = process.argv.slice(2)
export { origin }

/** Calls `upload` for each file, so many at once, and ends the process when all are there. */
export async function run(upload) {
  const paths = target.endsWith('.list') ? readFileSync(target, 'utf8').trim().split('\n') : [target]
  // A promise that never settles would end the process as if everything were done.
  let isOver = false
  process.on('exit', () => {
    if (!isOver) process.exitCode = 1
  })
  let next = 0
  const worker = async () => {
    while (next < paths.length) {
      next += 1
      await upload(paths[next - 1])
    }
  }
  await Promise.all(Array.from({ length: Number(atOnce) }, worker))
  isOver = true
  process.exit(0)
}
