/** What a printer is told that a file is. Only kinds that printers take: nothing else would come of any other. */

const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  oxps: 'application/oxps',
  xps: 'application/oxps',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  pwg: 'image/pwg-raster',
  pclm: 'application/PCLm',
  ps: 'application/postscript',
  txt: 'text/plain',
}

const unknownType = 'application/octet-stream'

/** By the ending of the name, as everybody else does. */
export function contentTypeOf(name: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return (Object.hasOwn(types, ending) ? types[ending] : undefined) ?? unknownType
}

/**
 * Whether a printer that takes these types takes this one. OXPS is converted to PDF for printers that know only that
 * (C: api-reference/v1.0/api/printdocument-createuploadsession.md). A printer that says nothing is asked by trying.
 */
export function takes(supported: readonly string[] | null, type: string): boolean {
  if (supported === null || supported.length === 0) return true
  const known = supported.map((one) => one.toLowerCase())
  return known.includes(type.toLowerCase()) || (type === 'application/oxps' && known.includes('application/pdf'))
}
