/** What several parts of the contract take. */

import * as z from 'zod'
import { longestTemplate } from './destination-template.ts'

export const Id = z.string().min(1).max(64)
export const Path = z.string().min(1).max(32_768)
export const Address = z.string().min(1).max(8_192)
export const Template = z.string().min(1).max(longestTemplate)
export const AccountName = z.string().min(1).max(128)
export const Nothing = z.strictObject({})
