/** The resources as answers show them (C: api-reference/v1.0/resources/printer.md, printershare.md, printjob.md, printdocument.md). */

import { users } from '../seed.ts'
import type { World } from '../storage/world.ts'
import type { PrintDocument, PrintJob, Printer, PrinterShare } from './rows.ts'
import { statusOf, printerStatus } from './status.ts'
import { documentOfJob } from './store.ts'

export type Resource = Readonly<Record<string, unknown>>

/** When whatever came with the practice cloud was registered. */
const registered = '2026-01-05T08:00:00.0000000Z'

const location = { city: 'Harbour', building: 'Office', floor: '1', roomName: 'Counter' }

export function printerJson(world: World, printer: Printer, isShared: boolean): Resource {
  const { id, displayName } = printer
  return {
    id,
    displayName,
    manufacturer: 'Practice',
    model: 'Paper',
    isShared,
    registeredDateTime: registered,
    isAcceptingJobs: printer.isAcceptingJobs,
    status: printerStatus(world, printer),
    location,
    defaults: defaultsOf(printer),
    capabilities: capabilitiesOf(printer),
  }
}

export function shareJson(world: World, { id, displayName }: PrinterShare, printer: Printer): Resource {
  return {
    id,
    displayName,
    manufacturer: 'Practice',
    model: 'Paper',
    createdDateTime: registered,
    isAcceptingJobs: printer.isAcceptingJobs,
    allowAllUsers: true,
    status: printerStatus(world, printer),
    location,
    defaults: defaultsOf(printer),
    capabilities: capabilitiesOf(printer),
  }
}

function defaultsOf({ contentTypes }: Printer): object {
  return {
    copiesPerJob: 1,
    mediaSize: 'A4',
    orientation: 'portrait',
    contentType: contentTypes[0],
    colorMode: 'color',
    quality: 'medium',
    duplexMode: 'oneSided',
    dpi: 600,
  }
}

/** C: resources/printercapabilities.md, with the members of the examples. */
function capabilitiesOf({ contentTypes }: Printer): object {
  return {
    isColorPrintingSupported: true,
    supportsFitPdfToPage: false,
    contentTypes,
    isPageRangeSupported: false,
    qualities: ['medium'],
    dpis: [600],
    duplexModes: ['oneSided', 'flipOnLongEdge'],
    finishings: ['none'],
    mediaTypes: ['stationery'],
    mediaSizes: ['A4'],
    outputBins: ['tray-1'],
    colorModes: ['grayscale', 'color'],
    inputBins: ['tray-1'],
    collation: true,
    scalings: ['fill'],
    copiesPerJob: { start: 1, end: 38 },
  }
}

/** With its documents, which are shown where they are asked for (`$expand`), and in the answer to the POST. */
export function jobJson(world: World, job: PrintJob): Resource {
  const user = users.find(({ id }) => id === job.owner)
  const status = statusOf(world, job)
  const document = documentOfJob(world, job.id)
  return {
    id: job.id,
    createdDateTime: job.createdDateTime,
    createdBy: {
      id: job.owner,
      displayName: user?.displayName ?? null,
      ipAddress: null,
      userPrincipalName: user?.userPrincipalName ?? null,
    },
    status,
    configuration: job.configuration,
    redirectedTo: null,
    redirectedFrom: null,
    isFetchable: job.startedAt !== null && document?.blob !== null && status.state !== 'canceled',
    documents: document ? [documentJson(document)] : [],
  }
}

export function documentJson({ id, name, contentType, size }: PrintDocument): Resource {
  return { id, displayName: name, contentType, size }
}
