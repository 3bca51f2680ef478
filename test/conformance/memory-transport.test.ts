import { memoryPair } from '../../src/shared/memory-transport.ts'
import { describeTransport } from './transport.ts'

describeTransport('memory', async (accept) => {
  const ends: { close(): void }[] = []
  return {
    dial: async () => {
      const [here, there] = memoryPair(setImmediate)
      ends.push(here)
      accept(there)
      return here
    },
    close: async () => {
      for (const end of ends) end.close()
    },
  }
})

describeTransport('memory, at once', async (accept) => {
  const ends: { close(): void }[] = []
  return {
    dial: async () => {
      const [here, there] = memoryPair()
      ends.push(here)
      accept(there)
      return here
    },
    close: async () => {
      for (const end of ends) end.close()
    },
  }
})
