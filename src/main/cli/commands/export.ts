/** `longshore export [FILE]`: the history, or one batch, as CSV or JSON with hashes. Written as it comes, never held whole. */

import { Option } from 'commander'
import type { Command } from 'commander'
import { type ExportFormat, exportFormats } from '../../../shared/queue-filter.ts'
import { type FilterFlags, addFilters, filterOf } from '../filters.ts'
import type { Session } from '../session.ts'
import { visible } from '../visible.ts'
import type { Sink, Writer } from '../world.ts'

interface Flags extends FilterFlags {
  readonly format?: ExportFormat
}

async function exportTo(session: Session, file: string, { format, ...flags }: Flags): Promise<void> {
  const isOut = file === '-'
  const { terminal, world } = session
  // What is printed in JSON mode is JSON.
  const chosen = isOut && terminal.isJson ? 'json' : (format ?? (/\.json$/i.test(file) ? 'json' : 'csv'))
  const path = isOut ? file : session.path(file)
  const filter = filterOf(flags)
  const bytes = await session.ask(async ({ history }) => {
    const pieces = history.export({ filter, format: chosen }, session.signal)
    const writer = isOut ? toSink(world.stdout) : await world.openNew(path)
    let written = 0
    let isWhole = false
    try {
      for await (const piece of pieces) {
        await writer.write(piece)
        written += Buffer.byteLength(piece)
      }
      session.signal.throwIfAborted()
      isWhole = true
    } finally {
      await writer.end(isWhole)
    }
    return written
  }, 'once')
  if (!isOut) terminal.answer({ file: path, format: chosen, bytes }, () => [path])
}

/** A terminal is shown what it would act upon; a pipe gets what is there, as fast as it reads. */
function toSink(sink: Sink): Writer {
  return {
    async write(text) {
      const shown =
        sink.isTTY === true
          ? text
              .split('\n')
              .map((line) => visible(line.replace(/\r$/, '')))
              .join('\n')
          : text
      if (sink.write(shown) !== false || sink.once === undefined) return
      await new Promise<void>((resolve) => {
        sink.once?.('drain', resolve)
        sink.once?.('close', resolve)
      })
    },
    end: () => Promise.resolve(),
  }
}

export function addExport(program: Command, session: Session): void {
  addFilters(
    program
      .command('export')
      .description('write what has come to an end, with hashes, as CSV or JSON; with --batch all of that batch')
      .argument('[file]', 'a file that is not there yet; - for the standard output', '-')
      .addOption(new Option('--format <format>', 'else by the name of the file, or csv').choices(exportFormats)),
    true,
  ).action((file: string, flags: Flags) => exportTo(session, file, flags))
}
