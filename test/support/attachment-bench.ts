/** What both places for attachments tell the engine's suite of themselves. */

import type { EngineBench } from '../conformance/engine-bench.ts'
import type { AttachmentPlace } from './attachment-places.ts'

type Common = Omit<EngineBench, 'ops' | 'singleEdges' | 'maxFileBytes' | 'tellsPosition'>

export function attachmentBench({ name, to, attached, openSessions, attachOther }: AttachmentPlace): Common {
  return {
    name,
    to,
    stored: (practice) => attached(practice),
    openSessions,
    bringOther: attachOther,
    range: 3_932_160,
    answers: {
      outOfStep: { status: 400, code: 'invalidRequest' },
      full: { status: 507, code: 'ErrorQuotaExceeded' },
      locked: { status: 423, code: 'resourceLocked' },
    },
    // None that a file can have: see below.
    badName: '',
    oddNames: ['Ünïcode 漢字.txt', "a#b%20c & d's + = @ ~ $.txt", '"quoted" \\ back.txt', '.hidden'],
    notApplicable: {
      'a name that can not be is refused before anything is sent':
        'no name is documented as refused, and none is longer here than file systems allow',
      'a target that is locked, then free': 'nothing is documented that locks a message or a task',
      'a name that is taken, replace: a new version': 'an attachment is added or removed, and never gets new content',
    },
  }
}
