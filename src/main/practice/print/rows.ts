/** What the practice cloud remembers of Universal Print. Plain rows: they are replaced, never changed in place. */

export interface Printer {
  readonly id: string
  readonly displayName: string
  /** MIME types that it takes. */
  readonly contentTypes: readonly string[]
  readonly isAcceptingJobs: boolean
}

export interface PrinterShare {
  readonly id: string
  readonly printerId: string
  readonly displayName: string
}

export const jobStates = [
  'unknown',
  'pending',
  'processing',
  'paused',
  'stopped',
  'completed',
  'canceled',
  'aborted',
] as const

/** C: resources/printjobstatus.md. */
export interface JobStatus {
  readonly state: (typeof jobStates)[number]
  readonly description: string
  readonly isAcquiredByPrinter: boolean
  readonly details: readonly string[]
}

export interface PrintJob {
  readonly id: string
  readonly printerId: string
  /** The user whose job it is. */
  readonly owner: string
  readonly configuration: object
  readonly createdDateTime: string
  /** epoch ms; null before the start. */
  readonly startedAt: number | null
  /** Set by a cancel or by control; else the status follows from the document and the clock. */
  readonly status: JobStatus | null
}

/** One to a job (C: printershare-post-jobs.md). Without content until an upload is complete. */
export interface PrintDocument {
  readonly id: string
  readonly jobId: string
  readonly name: string
  readonly contentType: string
  /** bytes */
  readonly size: number
  readonly blob: string | null
}

/** A range that was stored, half-open: `[start, end)`. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** Who has a session: the user and the program together ("one user/application", brief 001). */
export interface Identity {
  readonly user: string
  readonly application: string
}

export interface PrintSession {
  readonly id: string
  /** v1.0 has a URL of its own with a token in it, the beta of 2020 an address below the document. */
  readonly generation: 'v1.0' | 'beta-2020'
  /** The token in the URL. */
  readonly secret: string
  readonly documentId: string
  readonly createdBy: Identity
  readonly name: string
  readonly contentType: string
  /** As it was announced; every range must say the same. Bytes. */
  readonly size: number
  /** By start, as they came: neighbours are not joined. */
  readonly parts: readonly Part[]
  /** Null once the session has ended. */
  readonly blob: string | null
  /** epoch ms; ranges don't move it. */
  readonly expiresAt: number
  /** Of the token in the URL. */
  readonly tokenExpiresAt: number
  readonly state: 'open' | 'complete' | 'cancelled'
}
