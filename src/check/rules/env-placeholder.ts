import { isPlaceholder } from '../keys/placeholder.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'env.placeholder',
  severity: 'warning',
  summary: "a placeholder where a provider's key or a password belongs",
  story: `A value of a guide or an example file, \`changeme\` or \`your-api-key\`, was left in. A provider answers 401 to it when the first caller speaks; a dashboard or signing key with such a value is known to everybody who has read the guide.

voicectl itself takes a placeholder for a key that is not set. LiveKit's own key and secret are keys.placeholder's, the password of a dashboard dashboard.default-creds'.

Put in the real value, or leave it empty where you do without it. Files named .env.example and the like may keep their placeholders.`,
  *find(facts) {
    for (const { name, value, secret, browser, in: where } of facts.all('env')) {
      if (
        !(secret || name.endsWith('_KEY')) ||
        !value ||
        value.value === '' ||
        where === 'example' ||
        /(?:^|_)LIVEKIT_(?:API_|KEYS)|^(?:APP_SECRET_KEY|ADMIN_PASSWORD)$/.test(name) ||
        // Kept to its pair by keys.default, or by web.public-secret, which asks for another name.
        (/LIVEKIT/.test(name) && (browser || value.value === 'devkey' || value.value === 'secret')) ||
        !isPlaceholder(value.value)
      )
        continue
      yield {
        message: `${name} is a placeholder`,
        why: 'The provider refuses it when somebody calls, or everybody who knows the guide knows it.',
        fix: { text: `Put the real value into ${name}` },
        places: placesOf(value),
      }
    }
  },
}
