// What both of Box's SDKs are asked to do, and how they tell what came of it. Run by practice-box-sdk*.test.ts.
import { createCipheriv, createHash } from 'node:crypto'

export const job = JSON.parse(process.argv[2] ?? '{}')

/** Pseudo-random: a part at the wrong place must not look like the right one. */
export const bytes = createCipheriv('aes-128-ctr', Buffer.alloc(16, job.seed), Buffer.alloc(16)).update(
  Buffer.alloc(job.size),
)

export const sha1 = createHash('sha1').update(bytes).digest('hex')

/**
 * Does it and prints one line. A promise that never settles leaves nothing to wait for: then the process ends by
 * itself, and says so on its way out.
 */
export async function report(work, told = {}) {
  let isSettled = false
  process.on('exit', () => {
    if (!isSettled) console.log(JSON.stringify({ sha1, hung: true, ...told }))
    process.exitCode = 0
  })
  try {
    const result = await work()
    isSettled = true
    console.log(JSON.stringify({ sha1, ...result, ...told }))
  } catch (thrown) {
    isSettled = true
    const status = thrown.responseInfo?.statusCode ?? thrown.statusCode ?? null
    console.log(JSON.stringify({ sha1, error: { status, message: String(thrown.message) }, ...told }))
  }
}
