// Written by `npm run check:registry`: one line for each file of this folder.
import type { Rule } from '../rule.ts'
import { rule as agentCloudOnlyPlugin } from './agent-cloud-only-plugin.ts'
import { rule as agentNameCase } from './agent-name-case.ts'
import { rule as agentNameDevProdClash } from './agent-name-dev-prod-clash.ts'
import { rule as caddyAppDomainMissing } from './caddy-app-domain-missing.ts'
import { rule as caddyCertificateMissing } from './caddy-certificate-missing.ts'
import { rule as caddyL4Route } from './caddy-l4-route.ts'
import { rule as caddyNeedsL4 } from './caddy-needs-l4.ts'
import { rule as caddyNoDataVolume } from './caddy-no-data-volume.ts'
import { rule as caddyUnknownDirective } from './caddy-unknown-directive.ts'
import { rule as checkIgnoreWithoutReason } from './check-ignore-without-reason.ts'
import { rule as checkUnknownRuleIgnored } from './check-unknown-rule-ignored.ts'
import { rule as cloudProjectMismatch } from './cloud-project-mismatch.ts'
import { rule as cloudSelfhostSipMix } from './cloud-selfhost-sip-mix.ts'
import { rule as cloudUrlWithSelfhostServer } from './cloud-url-with-selfhost-server.ts'
import { rule as composeConfigNotRead } from './compose-config-not-read.ts'
import { rule as composeConfigUnused } from './compose-config-unused.ts'
import { rule as composeHealthcheck } from './compose-healthcheck.ts'
import { rule as composeMissingFile } from './compose-missing-file.ts'
import { rule as composeNetworksApart } from './compose-networks-apart.ts'
import { rule as composeNoRestart } from './compose-no-restart.ts'
import { rule as composeRefused } from './compose-refused.ts'
import { rule as composeRestartOnFailure } from './compose-restart-on-failure.ts'
import { rule as composeUndefinedNetwork } from './compose-undefined-network.ts'
import { rule as composeUnknownKey } from './compose-unknown-key.ts'
import { rule as composeVariableMissing } from './compose-variable-missing.ts'
import { rule as dashboardDefaultCreds } from './dashboard-default-creds.ts'
import { rule as dashboardPublicBind } from './dashboard-public-bind.ts'
import { rule as dispatchAgentUnnamed } from './dispatch-agent-unnamed.ts'
import { rule as dispatchAgentUnregistered } from './dispatch-agent-unregistered.ts'
import { rule as dispatchCallerFilterIsOwnNumber } from './dispatch-caller-filter-is-own-number.ts'
import { rule as dispatchConflict } from './dispatch-conflict.ts'
import { rule as dispatchDirectRoomAndAgent } from './dispatch-direct-room-and-agent.ts'
import { rule as dispatchInvalidValue } from './dispatch-invalid-value.ts'
import { rule as dispatchKrispNoEffect } from './dispatch-krisp-no-effect.ts'
import { rule as dispatchLegacyShape } from './dispatch-legacy-shape.ts'
import { rule as dispatchMistypedWrapper } from './dispatch-mistyped-wrapper.ts'
import { rule as dispatchNoAgent } from './dispatch-no-agent.ts'
import { rule as dispatchNoRule } from './dispatch-no-rule.ts'
import { rule as dispatchNumberNotE164 } from './dispatch-number-not-e164.ts'
import { rule as dispatchNumberNotOnTrunk } from './dispatch-number-not-on-trunk.ts'
import { rule as dispatchTrunkBypassed } from './dispatch-trunk-bypassed.ts'
import { rule as dispatchTrunkMissing } from './dispatch-trunk-missing.ts'
import { rule as dispatchUnknownField } from './dispatch-unknown-field.ts'
import { rule as dispatchVersion } from './dispatch-version.ts'
import { rule as dispatchWildcardOpen } from './dispatch-wildcard-open.ts'
import { rule as dockerHostNetworkWithPorts } from './docker-host-network-with-ports.ts'
import { rule as dockerSecretInImage } from './docker-secret-in-image.ts'
import { rule as egressAudioNeedsChrome } from './egress-audio-needs-chrome.ts'
import { rule as egressInvalidValue } from './egress-invalid-value.ts'
import { rule as egressLocalDisallowed } from './egress-local-disallowed.ts'
import { rule as egressMissingRequired } from './egress-missing-required.ts'
import { rule as egressNeedsInsecure } from './egress-needs-insecure.ts'
import { rule as egressNoOutput } from './egress-no-output.ts'
import { rule as egressNoRoomName } from './egress-no-room-name.ts'
import { rule as egressNoSysAdmin } from './egress-no-sys-admin.ts'
import { rule as egressOutputNotMounted } from './egress-output-not-mounted.ts'
import { rule as egressRelativePath } from './egress-relative-path.ts'
import { rule as egressRequestValue } from './egress-request-value.ts'
import { rule as egressRoomNameMismatch } from './egress-room-name-mismatch.ts'
import { rule as egressStore } from './egress-store.ts'
import { rule as egressUnknownField } from './egress-unknown-field.ts'
import { rule as egressUnknownKey } from './egress-unknown-key.ts'
import { rule as envAlias } from './env-alias.ts'
import { rule as envDuplicate } from './env-duplicate.ts'
import { rule as envJsonInvalid } from './env-json-invalid.ts'
import { rule as envKeysFormat } from './env-keys-format.ts'
import { rule as envMissing } from './env-missing.ts'
import { rule as envMisspelled } from './env-misspelled.ts'
import { rule as envMode } from './env-mode.ts'
import { rule as envNotAsExample } from './env-not-as-example.ts'
import { rule as envPlaceholder } from './env-placeholder.ts'
import { rule as envPluginKeyMissing } from './env-plugin-key-missing.ts'
import { rule as envUnclosedQuote } from './env-unclosed-quote.ts'
import { rule as envUrlName } from './env-url-name.ts'
import { rule as envWhitespace } from './env-whitespace.ts'
import { rule as fileAliases } from './file-aliases.ts'
import { rule as fileSyntax } from './file-syntax.ts'
import { rule as fileUnreadable } from './file-unreadable.ts'
import { rule as fileVariableNotFilled } from './file-variable-not-filled.ts'
import { rule as gitSecretTracked } from './git-secret-tracked.ts'
import { rule as imagesLatest } from './images-latest.ts'
import { rule as ingressBaseUrl } from './ingress-base-url.ts'
import { rule as ingressInvalidValue } from './ingress-invalid-value.ts'
import { rule as ingressMissingRequired } from './ingress-missing-required.ts'
import { rule as ingressUnknownKey } from './ingress-unknown-key.ts'
import { rule as keysAllDigitSecret } from './keys-all-digit-secret.ts'
import { rule as keysDefault } from './keys-default.ts'
import { rule as keysMismatch } from './keys-mismatch.ts'
import { rule as keysNone } from './keys-none.ts'
import { rule as keysOneSide } from './keys-one-side.ts'
import { rule as keysPlaceholder } from './keys-placeholder.ts'
import { rule as keysSwapped } from './keys-swapped.ts'
import { rule as keysWeak } from './keys-weak.ts'
import { rule as livekitFlagWithoutValue } from './livekit-flag-without-value.ts'
import { rule as livekitInvalidValue } from './livekit-invalid-value.ts'
import { rule as livekitNoAutoCreate } from './livekit-no-auto-create.ts'
import { rule as livekitRefused } from './livekit-refused.ts'
import { rule as livekitUnknownKey } from './livekit-unknown-key.ts'
import { rule as portsConflict } from './ports-conflict.ts'
import { rule as portsOverlap } from './ports-overlap.ts'
import { rule as portsPublishedMismatch } from './ports-published-mismatch.ts'
import { rule as providerTransport } from './provider-transport.ts'
import { rule as proxyNoUpgrade } from './proxy-no-upgrade.ts'
import { rule as proxyPagePort } from './proxy-page-port.ts'
import { rule as proxyReadTimeout } from './proxy-read-timeout.ts'
import { rule as proxyTlsUpstream } from './proxy-tls-upstream.ts'
import { rule as proxyTraefikPort } from './proxy-traefik-port.ts'
import { rule as proxyWrongUpstream } from './proxy-wrong-upstream.ts'
import { rule as redisLocalhostInContainer } from './redis-localhost-in-container.ts'
import { rule as redisMismatch } from './redis-mismatch.ts'
import { rule as redisMissing } from './redis-missing.ts'
import { rule as redisNotPersistent } from './redis-not-persistent.ts'
import { rule as redisPlaceholderHost } from './redis-placeholder-host.ts'
import { rule as redisPublished } from './redis-published.ts'
import { rule as redisUnknownDirective } from './redis-unknown-directive.ts'
import { rule as redisUnreachable } from './redis-unreachable.ts'
import { rule as rtcBridgeWithoutNodeIp } from './rtc-bridge-without-node-ip.ts'
import { rule as rtcExternalIpLocal } from './rtc-external-ip-local.ts'
import { rule as rtcNodeIpIgnored } from './rtc-node-ip-ignored.ts'
import { rule as rtcPrivateIp } from './rtc-private-ip.ts'
import { rule as rtcRangeAndMux } from './rtc-range-and-mux.ts'
import { rule as rtcRangeCapacity } from './rtc-range-capacity.ts'
import { rule as rtcRangeHalf } from './rtc-range-half.ts'
import { rule as rtcUnpublished } from './rtc-unpublished.ts'
import { rule as signalLoopbackBind } from './signal-loopback-bind.ts'
import { rule as signalUnpublished } from './signal-unpublished.ts'
import { rule as sipCarrierKeyMissing } from './sip-carrier-key-missing.ts'
import { rule as sipClusterId } from './sip-cluster-id.ts'
import { rule as sipExternalIpAndNat } from './sip-external-ip-and-nat.ts'
import { rule as sipExternalIpUnlikeServer } from './sip-external-ip-unlike-server.ts'
import { rule as sipInvalidValue } from './sip-invalid-value.ts'
import { rule as sipMissingRequired } from './sip-missing-required.ts'
import { rule as sipPortsUnpublished } from './sip-ports-unpublished.ts'
import { rule as sipRefused } from './sip-refused.ts'
import { rule as sipRouteUnknown } from './sip-route-unknown.ts'
import { rule as sipSecretMissing } from './sip-secret-missing.ts'
import { rule as sipStopGracePeriod } from './sip-stop-grace-period.ts'
import { rule as sipTrunkNameUnknown } from './sip-trunk-name-unknown.ts'
import { rule as sipUnknownKey } from './sip-unknown-key.ts'
import { rule as stackDrift } from './stack-drift.ts'
import { rule as stackInvalid } from './stack-invalid.ts'
import { rule as stackNotDerived } from './stack-not-derived.ts'
import { rule as trunkAddressNotHost } from './trunk-address-not-host.ts'
import { rule as trunkAllowedAddressHostname } from './trunk-allowed-address-hostname.ts'
import { rule as trunkAllowedAddressInvalid } from './trunk-allowed-address-invalid.ts'
import { rule as trunkAllowedAddressSelf } from './trunk-allowed-address-self.ts'
import { rule as trunkConflict } from './trunk-conflict.ts'
import { rule as trunkDuplicateNumber } from './trunk-duplicate-number.ts'
import { rule as trunkHeaderInvalid } from './trunk-header-invalid.ts'
import { rule as trunkInvalidValue } from './trunk-invalid-value.ts'
import { rule as trunkKrispNoEffect } from './trunk-krisp-no-effect.ts'
import { rule as trunkMediaEncryption } from './trunk-media-encryption.ts'
import { rule as trunkNoAuthNoAllowlist } from './trunk-no-auth-no-allowlist.ts'
import { rule as trunkNumberNotE164 } from './trunk-number-not-e164.ts'
import { rule as trunkOutboundNoNumber } from './trunk-outbound-no-number.ts'
import { rule as trunkPlaceholder } from './trunk-placeholder.ts'
import { rule as trunkUnknownField } from './trunk-unknown-field.ts'
import { rule as trunkUsernameWithoutPassword } from './trunk-username-without-password.ts'
import { rule as trunkVersion } from './trunk-version.ts'
import { rule as trunkWeakPassword } from './trunk-weak-password.ts'
import { rule as turnDomainMismatch } from './turn-domain-mismatch.ts'
import { rule as turnHttpProxy } from './turn-http-proxy.ts'
import { rule as turnMalformedCidr } from './turn-malformed-cidr.ts'
import { rule as turnNoTlsPort } from './turn-no-tls-port.ts'
import { rule as turnNotProxied } from './turn-not-proxied.ts'
import { rule as turnPrivateIp } from './turn-private-ip.ts'
import { rule as turnProxyWithoutTurn } from './turn-proxy-without-turn.ts'
import { rule as turnRelayRange } from './turn-relay-range.ts'
import { rule as turnRelayUnpublished } from './turn-relay-unpublished.ts'
import { rule as turnUnpublished } from './turn-unpublished.ts'
import { rule as urlContainerNameInBrowser } from './url-container-name-in-browser.ts'
import { rule as urlLocalhostInContainer } from './url-localhost-in-container.ts'
import { rule as urlMissing } from './url-missing.ts'
import { rule as urlPath } from './url-path.ts'
import { rule as urlPlaceholder } from './url-placeholder.ts'
import { rule as urlScheme } from './url-scheme.ts'
import { rule as urlUnknownHost } from './url-unknown-host.ts'
import { rule as urlWrongPort } from './url-wrong-port.ts'
import { rule as urlWsOnHttps } from './url-ws-on-https.ts'
import { rule as webPageUnpublished } from './web-page-unpublished.ts'
import { rule as webPublicSecret } from './web-public-secret.ts'

export const rules: readonly Rule[] = [
  agentCloudOnlyPlugin,
  agentNameCase,
  agentNameDevProdClash,
  caddyAppDomainMissing,
  caddyCertificateMissing,
  caddyL4Route,
  caddyNeedsL4,
  caddyNoDataVolume,
  caddyUnknownDirective,
  checkIgnoreWithoutReason,
  checkUnknownRuleIgnored,
  cloudProjectMismatch,
  cloudSelfhostSipMix,
  cloudUrlWithSelfhostServer,
  composeConfigNotRead,
  composeConfigUnused,
  composeHealthcheck,
  composeMissingFile,
  composeNetworksApart,
  composeNoRestart,
  composeRefused,
  composeRestartOnFailure,
  composeUndefinedNetwork,
  composeUnknownKey,
  composeVariableMissing,
  dashboardDefaultCreds,
  dashboardPublicBind,
  dispatchAgentUnnamed,
  dispatchAgentUnregistered,
  dispatchCallerFilterIsOwnNumber,
  dispatchConflict,
  dispatchDirectRoomAndAgent,
  dispatchInvalidValue,
  dispatchKrispNoEffect,
  dispatchLegacyShape,
  dispatchMistypedWrapper,
  dispatchNoAgent,
  dispatchNoRule,
  dispatchNumberNotE164,
  dispatchNumberNotOnTrunk,
  dispatchTrunkBypassed,
  dispatchTrunkMissing,
  dispatchUnknownField,
  dispatchVersion,
  dispatchWildcardOpen,
  dockerHostNetworkWithPorts,
  dockerSecretInImage,
  egressAudioNeedsChrome,
  egressInvalidValue,
  egressLocalDisallowed,
  egressMissingRequired,
  egressNeedsInsecure,
  egressNoOutput,
  egressNoRoomName,
  egressNoSysAdmin,
  egressOutputNotMounted,
  egressRelativePath,
  egressRequestValue,
  egressRoomNameMismatch,
  egressStore,
  egressUnknownField,
  egressUnknownKey,
  envAlias,
  envDuplicate,
  envJsonInvalid,
  envKeysFormat,
  envMissing,
  envMisspelled,
  envMode,
  envNotAsExample,
  envPlaceholder,
  envPluginKeyMissing,
  envUnclosedQuote,
  envUrlName,
  envWhitespace,
  fileAliases,
  fileSyntax,
  fileUnreadable,
  fileVariableNotFilled,
  gitSecretTracked,
  imagesLatest,
  ingressBaseUrl,
  ingressInvalidValue,
  ingressMissingRequired,
  ingressUnknownKey,
  keysAllDigitSecret,
  keysDefault,
  keysMismatch,
  keysNone,
  keysOneSide,
  keysPlaceholder,
  keysSwapped,
  keysWeak,
  livekitFlagWithoutValue,
  livekitInvalidValue,
  livekitNoAutoCreate,
  livekitRefused,
  livekitUnknownKey,
  portsConflict,
  portsOverlap,
  portsPublishedMismatch,
  providerTransport,
  proxyNoUpgrade,
  proxyPagePort,
  proxyReadTimeout,
  proxyTlsUpstream,
  proxyTraefikPort,
  proxyWrongUpstream,
  redisLocalhostInContainer,
  redisMismatch,
  redisMissing,
  redisNotPersistent,
  redisPlaceholderHost,
  redisPublished,
  redisUnknownDirective,
  redisUnreachable,
  rtcBridgeWithoutNodeIp,
  rtcExternalIpLocal,
  rtcNodeIpIgnored,
  rtcPrivateIp,
  rtcRangeAndMux,
  rtcRangeCapacity,
  rtcRangeHalf,
  rtcUnpublished,
  signalLoopbackBind,
  signalUnpublished,
  sipCarrierKeyMissing,
  sipClusterId,
  sipExternalIpAndNat,
  sipExternalIpUnlikeServer,
  sipInvalidValue,
  sipMissingRequired,
  sipPortsUnpublished,
  sipRefused,
  sipRouteUnknown,
  sipSecretMissing,
  sipStopGracePeriod,
  sipTrunkNameUnknown,
  sipUnknownKey,
  stackDrift,
  stackInvalid,
  stackNotDerived,
  trunkAddressNotHost,
  trunkAllowedAddressHostname,
  trunkAllowedAddressInvalid,
  trunkAllowedAddressSelf,
  trunkConflict,
  trunkDuplicateNumber,
  trunkHeaderInvalid,
  trunkInvalidValue,
  trunkKrispNoEffect,
  trunkMediaEncryption,
  trunkNoAuthNoAllowlist,
  trunkNumberNotE164,
  trunkOutboundNoNumber,
  trunkPlaceholder,
  trunkUnknownField,
  trunkUsernameWithoutPassword,
  trunkVersion,
  trunkWeakPassword,
  turnDomainMismatch,
  turnHttpProxy,
  turnMalformedCidr,
  turnNoTlsPort,
  turnNotProxied,
  turnPrivateIp,
  turnProxyWithoutTurn,
  turnRelayRange,
  turnRelayUnpublished,
  turnUnpublished,
  urlContainerNameInBrowser,
  urlLocalhostInContainer,
  urlMissing,
  urlPath,
  urlPlaceholder,
  urlScheme,
  urlUnknownHost,
  urlWrongPort,
  urlWsOnHttps,
  webPageUnpublished,
  webPublicSecret,
]
