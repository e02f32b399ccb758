import type { Route } from '../route.ts'
import type { Specialist } from '../specialist.ts'
import { generalEn } from './general-en.ts'
import { generalHi } from './general-hi.ts'
import { salesEn } from './sales-en.ts'
import { salesHi } from './sales-hi.ts'
import { supportEn } from './support-en.ts'
import { supportHi } from './support-hi.ts'
import { technicalEn } from './technical-en.ts'
import { technicalHi } from './technical-hi.ts'

/** Every specialist by its route. */
export const specialists: Record<Route, Specialist> = {
  general_en: generalEn,
  general_hi: generalHi,
  sales_en: salesEn,
  sales_hi: salesHi,
  support_en: supportEn,
  support_hi: supportHi,
  technical_en: technicalEn,
  technical_hi: technicalHi,
}
