import type { HttpAnswer } from '../../src/main/engine/ports/http.ts'

/** An answer as the HTTP port gives it. */
export function answer(
  status: number,
  json: unknown,
  headers: Record<string, string> = {},
  serverDate: number | null = null,
): HttpAnswer {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    status,
    header: (name) => lower.get(name.toLowerCase()) ?? null,
    text: json === undefined ? '<html></html>' : JSON.stringify(json),
    json,
    serverDate,
  }
}
