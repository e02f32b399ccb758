import { booleanOf, itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { ServiceFact } from '../facts.ts'
import { isSameSite } from '../net/services.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'egress.no-sys-admin',
  severity: 'error',
  summary: "Chrome's sandbox without the rights that it needs",
  story: `With \`enable_chrome_sandbox: true\` egress starts Chrome with its sandbox, which makes kernel namespaces of its own. Docker's usual rules (seccomp) forbid that to a container: Chrome ends at once, and each recording of a room or of a web page fails with \`Start signal not received\`, or \`failed to start chrome\`.

Either leave the sandbox off, which is the default, or give the container the capability: \`cap_add: [CAP_SYS_ADMIN]\`, or the seccomp profile that egress ships with, as \`security_opt\`. Kubernetes has no seccomp rules unless somebody sets them.

Recordings of sound alone need no Chrome since egress 1.13.`,
  *find(facts) {
    for (const config of facts.all('config')) {
      // Without this setting egress passes --no-sandbox to Chrome, since 1.7.8, and needs no capability (README, "Chrome sandboxing").
      const sandbox = nodeAt(config.node, 'enable_chrome_sandbox')
      if (config.of !== 'egress' || !sandbox || booleanOf(sandbox) !== true) continue
      const services = facts.all('service').filter((service) => service.user === 'egress' && isSameSite(service.site, config.site))
      const poor = services.find((service) => service.site.project !== undefined && !mayMakeNamespaces(service))
      if (!poor) continue
      yield {
        message: `Chrome's sandbox is on, and the service ${poor.name} may not make one`,
        why: 'Chrome ends at once; recordings of rooms and web pages fail with `Start signal not received`.',
        fix: { text: `Add cap_add: [CAP_SYS_ADMIN] to ${poor.name}, or leave the sandbox off` },
        places: [sandbox.at, poor.at],
      }
    }
  },
}

function mayMakeNamespaces({ capabilities, node }: ServiceFact): boolean {
  const options = itemsOf(nodeAt(node, 'security_opt')).map((item) => textOf(item) ?? '')
  return (
    capabilities.some((name) => /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(name)) ||
    booleanOf(nodeAt(node, 'privileged')) === true ||
    options.some((option) => /^seccomp[:=]/.test(option))
  )
}
