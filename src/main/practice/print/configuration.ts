import { z } from 'zod'

const text = z.string().max(200).nullable()
const whole = z.number().int().nullable()
const flag = z.boolean().nullable()
const annotation = { '@odata.type': z.string().optional() }

/** C: resources/printjobconfiguration.md; "All properties of configuration are nullable" (printershare-post-jobs.md). */
const configurationSchema = z
  .strictObject({
    ...annotation,
    pageRanges: z.array(z.strictObject({ ...annotation, start: z.number().int(), end: z.number().int() })).nullable(),
    quality: z.enum(['low', 'medium', 'high']).nullable(),
    dpi: whole,
    feedOrientation: z.enum(['longEdgeFirst', 'shortEdgeFirst']).nullable(),
    orientation: z.enum(['portrait', 'landscape', 'reverseLandscape', 'reversePortrait']).nullable(),
    duplexMode: z.enum(['flipOnLongEdge', 'flipOnShortEdge', 'oneSided']).nullable(),
    copies: whole,
    colorMode: z.enum(['blackAndWhite', 'grayscale', 'color', 'auto']).nullable(),
    inputBin: text,
    outputBin: text,
    mediaSize: text,
    margin: z.strictObject({ ...annotation, top: whole, bottom: whole, left: whole, right: whole }).nullable(),
    mediaType: text,
    finishings: z.array(z.string()).nullable(),
    pagesPerSheet: whole,
    multipageLayout: text,
    collate: flag,
    scaling: z.enum(['auto', 'shrinkToFit', 'fill', 'fit', 'none']).nullable(),
    fitPdfToPage: flag,
  })
  .partial()

/** "The printJob object should only contain configuration property" (C: printershare-post-jobs.md). */
export const jobBody = z.strictObject({ configuration: configurationSchema })
