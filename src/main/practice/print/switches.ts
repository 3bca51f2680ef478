import { z } from 'zod'

const bytes = z.number().int().nonnegative()
const milliseconds = z.number().int().nonnegative()

/** Where Universal Print's pages disagree or say nothing, a switch decides; the defaults are the strict reading. */
export const printSwitches = {
  /** The caller is a Printer Administrator: only they see printers, other people's jobs and more of a share than its name. */
  printAdministrator: z.boolean(),
  /** `PrintJob.Create` makes jobs at shares: so the page about printers, while the page about shares wants more. */
  printCreateAtShares: z.boolean(),
  /** `start` below printers: in the SDKs and in the prose; the page about it shows shares only. */
  printStartAtPrinters: z.boolean(),
  /** `cancel` and `$value` below shares: in the SDKs; their pages show printers only. */
  printSharesLikePrinters: z.boolean(),
  /** How long a job waits for its printer, and how long it is being printed; null: until control says otherwise. */
  printPendingMs: milliseconds,
  printProcessingMs: milliseconds.nullable(),
  /** From the opening on. Nobody says how long. */
  printSessionLifetimeMs: milliseconds,
  /** A second session of the one who has the first: takes its place, or is refused as anybody else's. */
  printSecondSession: z.enum(['replaces', 'refused']),
  /** What the answer to the last range calls the name: the example, or the page of the resource. */
  printDocumentName: z.enum(['documentName', 'displayName']),
  /** The last gap ends one byte behind the document, as in the concept page's second example. */
  printGapsPastEnd: z.boolean(),
  /** The beta of 2020: nobody says; what came before it took 1 MB. */
  printBetaLongestRange: bytes,
  /** 202 without a body (example) or 200 with the session (prose). */
  printBetaRangeStatus: z.union([z.literal(202), z.literal(200)]),
  /** Ends of missing ranges: shown as strings, while the type is Int64. */
  printBetaRangeEnds: z.enum(['strings', 'numbers']),
  /** What missing ranges are called: two versions of one page. */
  printBetaRangesName: z.enum(['missingRanges', 'nextExpectedRanges']),
}

const hour = 60 * 60 * 1000

export const printDefaults = {
  printAdministrator: true,
  printCreateAtShares: false,
  printStartAtPrinters: true,
  printSharesLikePrinters: false,
  printPendingMs: 0,
  printProcessingMs: 500,
  printSessionLifetimeMs: hour,
  printSecondSession: 'replaces',
  printDocumentName: 'documentName',
  printGapsPastEnd: false,
  printBetaLongestRange: 1_000_000,
  printBetaRangeStatus: 202,
  printBetaRangeEnds: 'strings',
  printBetaRangesName: 'missingRanges',
} as const
