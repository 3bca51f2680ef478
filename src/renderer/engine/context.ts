/** What every screen can reach: the line to the engine, what is known of it, and what people do to it. */

import { createContext, useContext } from 'react'
import type { Link } from '../client.ts'
import type { Mirror } from '../mirror.ts'
import type { Commands } from './commands.ts'
import type { Notices } from './notices.ts'

export interface EngineFaces {
  readonly link: Link
  readonly mirror: Mirror
  readonly commands: Commands
  readonly notices: Notices
}

export const EngineContext = createContext<EngineFaces | null>(null)

export function useEngine(): EngineFaces {
  const faces = useContext(EngineContext)
  if (faces === null) throw new Error('There is no engine around this.')
  return faces
}
