/**
 * First of all imports: zod makes parsers with `new Function` where it may, and the page's policy forbids that. Told
 * before any schema is made, it never tries, so that nothing is reported as a violation.
 */

import * as z from 'zod'

z.config({ jitless: true })
