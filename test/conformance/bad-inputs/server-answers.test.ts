/** The answers of the corpus, each in the place of a right one in an upload by the real engine, over real sockets. */

import { expect, test } from 'vitest'
import type { TransferView } from '../../../src/shared/transfer.ts'
import { attachmentBench } from '../../support/attachment-bench.ts'
import { outlookPlace, todoPlace } from '../../support/attachment-places.ts'
import { boxItems } from '../../support/box-bench.ts'
import { countFigure } from '../../support/figures.ts'
import { mailOf } from '../../support/mail.ts'
import { type BenchOptions, OwnerBench, type Source, valueOf } from '../../support/owner-bench.ts'
import { printingOf } from '../../support/printing.ts'
import { badAnswers, type Answer, type Service } from './server-answers.ts'

interface Place {
  readonly to: string
  readonly options: BenchOptions
  /** Of a file that goes by session, in bytes. */
  readonly size: number
  readonly prepare?: (bench: OwnerBench) => Promise<unknown>
  /** A place of its own for a file, where one doesn't take many. */
  readonly own?: (bench: OwnerBench, at: number) => Promise<string>
  /** Hashes of the bytes that are there, as often as they are. */
  readonly hashes: (bench: OwnerBench) => Promise<readonly string[]>
}

const attachments = (place: typeof outlookPlace): Place => ({
  to: attachmentBench(place).to,
  options: {},
  size: 3_100_000,
  hashes: async ({ practice }) => (await place.attached(practice)).map(({ sha256 }) => sha256),
})

const places: Readonly<Record<Service, Place>> = {
  OneDrive: {
    to: 'onedrive:/Answers',
    options: {},
    size: 3_000,
    hashes: async (bench) => (await bench.items()).map(({ sha256 }) => sha256 as string),
  },
  Outlook: {
    ...attachments(outlookPlace),
    own: async ({ practice }, at) => {
      await practice.control('POST', '/mail', { what: 'message', id: `answers-${at}` })
      return `outlook:messages/answers-${at}`
    },
    hashes: async ({ practice }) =>
      (await mailOf(practice)).items.flatMap(({ attachments: all }) => all.map(({ sha256 }) => sha256)),
  },
  'To Do': attachments(todoPlace),
  Print: {
    to: 'print:printers/any-printer',
    options: {},
    size: 3_000,
    prepare: ({ practice }) =>
      practice.control('POST', '/print', {
        what: 'printer',
        id: 'any-printer',
        contentTypes: ['application/octet-stream'],
      }),
    // What was printed: a job that isn't started comes to nothing.
    hashes: async ({ practice }) => {
      const { documents, jobs } = await printingOf(practice)
      const started = new Set(jobs.flatMap(({ id, startedAt }) => (startedAt === null ? [] : [id])))
      return documents.flatMap(({ jobId, sha256 }) => (started.has(jobId) && sha256 !== null ? [sha256] : []))
    },
  },
  Box: {
    to: 'box:/Answers',
    options: { onlyBox: true, switches: { boxSessionFloor: 1, boxPartSize: 100_000, boxDirectLimit: 2_000 } },
    size: 150_001,
    hashes: async ({ practice }) => (await boxItems(practice)).map(({ sha256 }) => sha256),
  },
}

/** What the engine does at once about a refusal that says what it is: no wait comes of it, and the story tells it. */
const atOnce: Readonly<Record<string, RegExp>> = {
  'session-lost': /the upload session is gone/,
}

interface Came {
  readonly code: string
  readonly view: TransferView
  readonly wrong: string | null
}

async function came(
  bench: OwnerBench,
  place: Pick<Place, 'to' | 'hashes'>,
  answer: Answer,
  source: Source,
  code: string,
): Promise<Came> {
  const { from: _, to: op, isSmall: __, ...params } = answer
  await bench.practice.fault({ match: { op }, action: 'respond', params })
  const id = await bench.enqueue(source, { to: place.to })
  const view = await bench.ended(id)
  const met = (await bench.practice.control('GET', '/faults')).faults.every(
    ({ fired }: { fired: number }) => fired === 1,
  )
  await bench.practice.control('DELETE', '/faults')
  const failures = [...bench.seen.filter((one) => one.id === id), view].flatMap(({ failure }) => failure ?? [])
  const story = await bench.story(id)
  const isTold = failures.every(({ message, nextStep }) => message !== '' && nextStep !== '' && !/…\W/.test(message))
  const first = failures[0]?.code ?? Object.keys(atOnce).find((known) => atOnce[known]?.test(story)) ?? 'nothing'
  const there = (await place.hashes(bench)).filter((hash) => hash === source.sha256).length
  const isWhole =
    there === (view.state === 'done' ? 1 : 0) || (view.state !== 'done' && params.stored === true && there === 1)
  const isEnded = view.state === 'done' || (view.failure?.code === code && /^(failed|blocked)$/.test(view.state))
  return {
    code: first,
    view,
    wrong:
      met && isTold && isWhole && isEnded
        ? null
        : `${met ? 'met' : 'never met'}, ${view.state}, there ${there} times\n${story}`,
  }
}

test.for(Object.keys(places) as Service[])(
  'every bad answer of %s comes to its code and a next step, and the file is there once or not at all',
  { timeout: 120_000 },
  async (service, { task }) => {
    const place = places[service]
    const bench = await OwnerBench.open(place.options)
    await place.prepare?.(bench)
    // The folder is there from now on, so that every upload asks the same.
    const first = bench.file('first.bin', 999)
    await bench.upload(first, { to: (await place.own?.(bench, -1)) ?? place.to })
    const wrong: string[] = []
    const rows = badAnswers.filter(([, { from }]) => from === service)
    for (const [at, [rule, answer, code]] of rows.entries()) {
      if (service === 'OneDrive')
        valueOf(await bench.client.settings.set({ key: 'transfers.keepSmallTimes', value: answer.isSmall !== true }))
      const source = bench.file(`${service} ${at}.bin`, answer.isSmall === true ? 1_000 + at : place.size + at)
      const to = (await place.own?.(bench, at)) ?? place.to
      const got = await came(bench, { ...place, to }, answer, source, code)
      countFigure(task, 'badInputs', 'server answers')
      if (got.code === code && got.wrong === null) countFigure(task, 'badInputsCatalogued', 'server answers')
      else wrong.push(`${rule}: ${got.code}, ${got.wrong ?? got.view.state}`)
    }
    expect(wrong).toEqual([])
    // No row has gone.
    expect(valueOf(await bench.client.queue.page({})).transfers).toHaveLength(rows.length + 1)
  },
)
