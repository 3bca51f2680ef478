/** What the practice cloud remembers of To Do. Plain rows: they are replaced, never changed in place. */

export interface TodoList {
  readonly id: string
  /** The user whose list it is. */
  readonly owner: string
  readonly displayName: string
}

export interface TodoTask {
  readonly id: string
  readonly listId: string
  readonly title: string
  /** ISO 8601; the day counts. */
  readonly due?: string
  readonly isCompleted?: boolean
}

export interface Attachment {
  readonly id: string
  readonly taskId: string
  readonly name: string
  readonly contentType: string
  readonly blob: string
  /** bytes */
  readonly size: number
  readonly sha256: string
  readonly lastModifiedDateTime: string
}

export interface AttachmentSession {
  readonly id: string
  readonly account: string
  readonly taskId: string
  readonly name: string
  readonly contentType: string
  /** As it was announced; every range must say the same. Bytes. */
  readonly size: number
  readonly received: number
  readonly blob: string
  /** epoch ms; ranges don't move it (C: concepts/todo-attachments.md). */
  readonly expiresAt: number
  readonly state: 'open' | 'complete' | 'cancelled'
}
