import { attachmentBench } from '../support/attachment-bench.ts'
import { outlookPlace } from '../support/attachment-places.ts'
import { engineSuite } from './engine-on-provider.ts'

engineSuite({
  ...attachmentBench(outlookPlace),
  ops: { create: 'create', range: 'put', single: 'attach', look: 'attachments', abandon: 'delete' },
  singleEdges: [2_999_999, 3_000_000, 3_000_001],
  maxFileBytes: 150_000_000,
  // Its upload address answers a question with 405 (graph.md C2).
  tellsPosition: false,
})
