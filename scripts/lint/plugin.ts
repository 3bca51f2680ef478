import { dangerRule } from './danger-rule.ts'
import { layersRule } from './layers-rule.ts'
import { pureRule } from './pure-rule.ts'

/** Our own rules, as a plugin of oxlint: the linter and the editors load this file by its name in .oxlintrc.json. */
export default {
  meta: { name: 'longshore' },
  rules: { danger: dangerRule, layers: layersRule, pure: pureRule },
}
