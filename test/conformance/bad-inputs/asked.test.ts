/** Addresses and command lines of the corpus, given to the real command line of a running owner. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodeOfFailure } from '../../../src/main/cli/exit-code.ts'
import { parseDestination } from '../../../src/shared/destination.ts'
import type { FailureCode } from '../../../src/shared/failure.ts'
import { viewOf } from '../../../src/shared/failure.ts'
import { countFigure } from '../../support/figures.ts'
import { longshore } from '../../support/longshore.ts'
import { OwnerBench, valueOf } from '../../support/owner-bench.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { treeOf } from '../../support/tree.ts'
import { badAddresses } from './addresses.ts'
import { said } from './cli-world.ts'
import { badCommandLines } from './command-lines.ts'

/** Everything that somebody could have lost. */
async function stateOf(bench: OwnerBench): Promise<unknown> {
  const { client, folder } = bench
  const rows = valueOf(await client.queue.page({})).transfers.map(({ id, path, state }) => [id, path, state])
  const [accounts, watches, settings] = await Promise.all([
    client.accounts.list({}),
    client.watches.list({}),
    client.settings.list({}),
  ])
  return { rows, accounts, watches, settings, files: treeOf(folder), items: await bench.items() }
}

async function withWork(): Promise<OwnerBench> {
  const bench = await OwnerBench.open()
  await bench.upload(bench.file('before.bin', 1_001), { to: 'onedrive:/Mine' })
  bench.file('file.bin', 1_002)
  mkdirSync(join(bench.folder, 'folder'))
  writeFileSync(join(bench.folder, 'empty.txt'), '')
  return bench
}

interface Error {
  readonly code: string
  readonly message: string
  readonly nextStep: string
}

/** What the command line says of it, in one word or in many where it is not as it must be. */
async function toldBy(bench: OwnerBench, args: readonly string[], code: string): Promise<string> {
  const names: Readonly<Record<string, string>> = {
    FILE: 'file.bin',
    'FILE/below': 'file.bin/below',
    FOLDER: 'folder',
    DATA: bench.dataDir,
    EMPTY: 'empty.txt',
  }
  const { exit, lines, err } = await said(
    args.map((arg) => (Object.hasOwn(names, arg) ? (names[arg] ?? '') : arg)),
    bench.dataDir,
    bench.folder,
  )
  const { error } = (lines.at(-1) ?? {}) as { readonly error?: Error }
  const isWhole =
    lines.length === 1 &&
    err === '' &&
    error !== undefined &&
    error.message.length > 0 &&
    error.nextStep.length > 0 &&
    !/\n\s+at |\.ts:\d/.test(JSON.stringify(error))
  if (error?.code === code && isWhole && exit === exitCodeOfFailure(code as FailureCode)) return code
  return `exit ${exit}: ${JSON.stringify(lines)} ${err}`.slice(0, 400)
}

test('every bad address is told by the parser and by the command line, and nothing is enqueued', async ({ task }) => {
  const bench = await withWork()
  const before = await stateOf(bench)
  for (const [rule, address, code] of badAddresses) {
    const parsed = parseDestination(address)
    expect(parsed.ok ? 'taken' : parsed.failure.code, rule).toBe(code)
    if (!parsed.ok) expect(viewOf(parsed.failure, null).message, rule).not.toMatch(/…[ :]/)
    expect(await toldBy(bench, ['upload', 'FILE', '--to', address], code), rule).toBe(code)
    countFigure(task, 'badInputs', 'addresses')
    countFigure(task, 'badInputsCatalogued', 'addresses')
  }
  expect(await stateOf(bench)).toEqual(before)
})

test('fault-H11 every bad command line ends with its code, its next step and its exit status, and changes nothing', async ({
  task,
}) => {
  const bench = await withWork()
  const before = await stateOf(bench)
  const wrong: string[] = []
  for (const [rule, args, code] of badCommandLines) {
    const told = await toldBy(bench, args, code)
    countFigure(task, 'badInputs', 'command lines')
    if (told === code) countFigure(task, 'badInputsCatalogued', 'command lines')
    else wrong.push(`${rule}: ${told}`)
  }
  expect(wrong).toEqual([])
  expect(await stateOf(bench)).toEqual(before)
})

/** A handful, as what people start. */
const started = new Set([
  'a command is spelt as it is',
  'a token is no option',
  'a kind of account is one of ours',
  'an address is one of the forms',
  'a transfer that rests is there',
])

test('a handful of bad command lines as processes: the same code, the same exit status', {
  timeout: 120_000,
}, async () => {
  const dir = temporaryFolder()
  const rows = badCommandLines.filter(([rule]) => started.has(rule))
  expect(rows).toHaveLength(started.size)
  for (const [rule, args, code] of rows) {
    const { code: exit, lines } = await longshore(
      dir,
      ...args.map((arg) => (arg === 'FILE' ? import.meta.filename : arg)),
    )
    expect([exit, lines], rule).toMatchObject([exitCodeOfFailure(code as FailureCode), [{ error: { code } }]])
  }
})
