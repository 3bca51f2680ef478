/** Every kind of destination that is simulated. */

import { boxModel } from './box.ts'
import { drive } from './drive.ts'
import { mailModel } from './mail.ts'
import { printerModel } from './printer.ts'
import type { ServiceModel } from './service-model.ts'
import { tasksModel } from './tasks.ts'

const models: readonly ServiceModel[] = [drive, boxModel, mailModel, tasksModel, printerModel]

export function modelOf(destination: string): ServiceModel {
  const found = models.find(({ kind }) => destination.startsWith(`${kind}:`))
  if (found === undefined) throw new Error(`nobody simulates ${destination}`)
  return found
}
