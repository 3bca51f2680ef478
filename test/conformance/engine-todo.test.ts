import { attachmentBench } from '../support/attachment-bench.ts'
import { todoPlace } from '../support/attachment-places.ts'
import { engineSuite } from './engine-on-provider.ts'

engineSuite({
  ...attachmentBench(todoPlace),
  ops: { create: 'create', range: 'put', single: 'simplePut', look: 'attachments', abandon: 'delete' },
  singleEdges: [2_999_998, 2_999_999, 3_000_000],
  maxFileBytes: 25 * 1024 * 1024,
  tellsPosition: true,
})
