import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { given, localProviders } from '../generate/init/answers.ts'
import type { InitResult } from '../generate/init/init-stack.ts'
import type { Style } from '../output/style.ts'
import { viewInit } from '../output/views/init.ts'
import { llmProviders, sttProviders, ttsProviders } from '../stack/providers.ts'

export default class Init extends BaseCommand<InitResult> {
  static override summary = 'Make a stack: voicectl.yaml, .env and what follows from them'
  static override description = [
    'Asks what it needs to know on a terminal; with --yes, or without a terminal, flags and the environment answer.',
    'In a folder that holds a stack it keeps voicectl.yaml and every value in .env, and fills in what is missing.',
    "Providers' keys that are set in the environment are used from there and not written down, unless --copy-keys is given.",
    "LiveKit Cloud's key and secret come from LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or are asked for, and go into .env.",
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-stack',
    '<%= config.bin %> <%= command.id %> my-stack --yes --preset local',
    '<%= config.bin %> <%= command.id %> my-stack --yes --target self-hosted --livekit-domain livekit.example.com --web-domain app.example.com',
  ]
  static override args = { dir: Args.string({ description: 'folder of the stack; made where there is none', default: '.' }) }
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: "don't ask: take the flags, the environment and the defaults", env: 'VOICECTL_YES' }),
    force: Flags.boolean({
      summary: 'write voicectl.yaml and edited files anew, keeping copies as .bak; .env keeps its values',
      default: false,
    }),
    target: Flags.option({ options: ['local', 'self-hosted', 'cloud'] as const, summary: 'where LiveKit runs', env: 'VOICECTL_TARGET' })(),
    name: Flags.string({ summary: "name of the stack; the folder's unless given", env: 'VOICECTL_NAME' }),
    'livekit-url': Flags.string({ summary: 'cloud: URL of the project; LIVEKIT_URL unless given', env: 'VOICECTL_LIVEKIT_URL' }),
    'livekit-domain': Flags.string({ summary: 'self-hosted: public name of LiveKit', env: 'VOICECTL_LIVEKIT_DOMAIN' }),
    'web-domain': Flags.string({ summary: 'self-hosted: public name of the page', env: 'VOICECTL_WEB_DOMAIN' }),
    preset: Flags.option({
      options: ['local'] as const,
      summary: 'all providers are OpenAI-compatible servers on this machine',
      env: 'VOICECTL_PRESET',
    })(),
    stt: Flags.option({ options: sttProviders, summary: 'speech to text', env: 'VOICECTL_STT' })(),
    llm: Flags.option({ options: llmProviders, summary: 'language model', env: 'VOICECTL_LLM' })(),
    'tts-en': Flags.option({ options: ttsProviders, summary: 'English speech', env: 'VOICECTL_TTS_EN' })(),
    'tts-hi': Flags.option({ options: ttsProviders, summary: 'Hindi speech', env: 'VOICECTL_TTS_HI' })(),
    telephony: Flags.boolean({ summary: 'takes phone calls', allowNo: true, env: 'VOICECTL_TELEPHONY' }),
    'copy-keys': Flags.boolean({
      summary: "copy providers' keys from the environment into .env",
      allowNo: true,
      env: 'VOICECTL_COPY_KEYS',
    }),
  }

  override async run(): Promise<InitResult> {
    const { args, flags } = await this.parse(Init)
    const { prepareInit } = await import('../cli/prepare-init.ts')
    const { initStack } = await import('../generate/init/init-stack.ts')
    const { secretsOf } = await import('../stack/load.ts')
    const { folder, choice } = await prepareInit({
      dir: args.dir,
      input: {
        ...(flags.preset === 'local' ? localProviders : {}),
        ...given({
          target: flags.target,
          name: flags.name,
          livekitUrl: flags['livekit-url'],
          livekitDomain: flags['livekit-domain'],
          webDomain: flags['web-domain'],
          stt: flags.stt,
          llm: flags.llm,
          ttsEn: flags['tts-en'],
          ttsHi: flags['tts-hi'],
          telephony: flags.telephony,
        }),
      },
      force: flags.force,
      copyKeys: flags['copy-keys'],
      isUnattended: this.isUnattended(flags),
      report: this.report,
    })
    this.terminal.hide([...secretsOf(folder), ...Object.values(choice.secrets)])
    return initStack(folder, choice)
  }

  protected override view(result: InitResult, style: Style): string {
    return viewInit(result, style, process.cwd())
  }
}
